/** What is said in a call, written down. */
export const talk = {
  "talk.title": "대화",
  "talk.tabs": "대화와 진행",
  "talk.masked": "개인정보 가림",
  "talk.citizen": "시민",
  "talk.agent": "상담원",
  "talk.machine": "자동 안내",
  "talk.state.off": "자동 안내에서 나눈 대화입니다. 상담 중의 대화는 적지 않습니다.",
  "talk.state.starting": "대화를 글로 옮길 준비를 하고 있습니다.",
  "talk.state.listening": "실시간으로 적고 있습니다. 개인정보는 가립니다.",
  "talk.state.full": "지금은 대화를 적는 자리가 모두 찼습니다. 통화는 그대로 이어지며, 자리가 나면 적기 시작합니다.",
  "talk.state.unavailable": "지금은 대화를 글로 옮기지 못합니다. 통화는 그대로 이어지며, 되는 대로 다시 적습니다.",
  "talk.nothing": "아직 적은 말이 없습니다.",
  "talk.nothing_do": "한 분이 말씀을 마치시면 여기에 나타납니다.",
  "talk.from_recording": "녹음에서 다시 적음",
  "talk.none": "적어 둔 대화가 없습니다.",
  "talk.none_do": "이 통화는 대화를 글로 옮기지 않았습니다.",
};
