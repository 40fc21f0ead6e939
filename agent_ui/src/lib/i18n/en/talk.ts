/** What is said in a call, written down. */
export const talk = {
  "talk.title": "Talk",
  "talk.tabs": "Talk and timeline",
  "talk.masked": "personal numbers hidden",
  "talk.citizen": "Citizen",
  "talk.agent": "Agent",
  "talk.machine": "Voice menu",
  "talk.state.off": "What was said in the voice menu. The talk with you is not written down.",
  "talk.state.starting": "Getting ready to write the talk down.",
  "talk.state.listening": "Being written down live, personal numbers hidden.",
  "talk.state.full": "Every place for writing down talks is taken. The call goes on; writing begins when a place is free.",
  "talk.state.unavailable": "The talk cannot be written down now. The call goes on; writing begins again when it can.",
  "talk.nothing": "Nothing written down yet.",
  "talk.nothing_do": "A sentence appears here when its speaker has finished it.",
  "talk.from_recording": "from the recording",
  "talk.none": "No talk was written down.",
  "talk.none_do": "This call has no transcript.",
};
