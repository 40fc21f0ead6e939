import type { Transcript, TranscriptLine } from "../src/lib/api/types.ts";
import { ago } from "./times.ts";

const said = (id: number, speaker: TranscriptLine["speaker"], second: number, text: string): TranscriptLine => ({
  id: String(id), speaker, name: speaker === "agent" ? "이상담" : null, at: ago(160 - second), text, masked: text.includes("["),
});

/** Of a call that is over: what was said to the agent has been heard again. */
export const finished = (): Transcript["items"] => lines().map((line, index) => ({ ...line, source: index < 3 ? "live" : "recording" }));

export const lines = (): TranscriptLine[] => [
  said(1, "citizen", 2, "여권 만료돼서 다시 만들려고요"),
  said(2, "machine", 6, "여권은 사진 한 장과 신분증을 가지고 오시면 됩니다. 수수료는 50,000원입니다."),
  said(3, "citizen", 20, "상담원 연결해 주세요"),
  said(4, "agent", 31, "안녕하십니까, 시민 콜센터입니다. 무엇을 도와드릴까요?"),
  said(5, "citizen", 36, "네, 여권이 지난달에 만료가 됐는데요. 찾으러 가기가 힘든데 우편으로 받을 수 있나요?"),
  said(6, "agent", 45, "네, 등기로 보내 드리는 서비스가 있습니다. 연락처를 말씀해 주시겠습니까?"),
  said(7, "citizen", 52, "제 번호는 [전화번호]이고요."),
];
