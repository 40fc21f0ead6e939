"""The telephone: `python -m callcenter.probe.phone`, JSON lines of `messages` in and out.

The only module that imports pyVoIP 1.6.8 (GPLv3, extra `phone`); always a process of its own.
pyVoIP gives the SIP messages, SDP and call states. What it does not do right is done here:

- `SIPClient.start` insists on REGISTER. A carrier's line is known by its address, so we only open the
  socket: `start` is replaced, `register` is never called.
- It waits without limit for the first response, does not repeat a lost INVITE, has no CANCEL, and
  is silent on refusals other than 404 and 503.
- Its Call-ID is the same in every process, its ACK to a 200 carries an invented To tag (the far end
  then hangs up after 32 s), its BYE reuses the INVITE's branch.
- Its RTP side decodes to 8 bits, drifts, breaks at the 65,536th packet, fills memory when the
  timestamp jumps, opens its socket only after the answer on a port that may be taken, and cannot
  press keys. `Media` replaces both of its loops.
- `pyVoIP.debug` prints to standard output, which is ours: see `main`.
"""

import contextlib
import os
import socket
import sys
import threading
import time
import uuid
import warnings
from typing import Any, TextIO

from callcenter.probe.messages import Dial, Failed, Report
from callcenter.probe.receiving import Incoming, parse_rtp
from callcenter.probe.sending import PCMU, Outgoing
from callcenter.probe.session import Session, Sign, Signs
from callcenter.probe.sip_text import cancel_of, new_branch, to_target, with_branch, with_to_tag
from callcenter.probe.sound import WavWriter
from callcenter.probe.standard_input import StandardInput, first_command

with warnings.catch_warnings():
    # audioop is deprecated in 3.11 and 3.12; on 3.13 audioop-lts stands in for it.
    warnings.simplefilter("ignore", DeprecationWarning)
    # VoIP must come first: pyVoIP's modules import each other in a circle.
    from pyVoIP.VoIP.VoIP import CallState, VoIPCall, VoIPPhone  # isort: skip
    from pyVoIP.RTP import PayloadType, RTPClient, TransmitType
    from pyVoIP.SIP import SIPClient, SIPMessage, SIPMessageType

_SOCKET_TIMEOUT_S = 0.2
_FRAME_S = 0.02
_EVENT_TYPE = 101

# pyVoIP's own annotations disagree with each other about this shape: port → payload type → codec.
Offer = dict[int, Any]


class Media(RTPClient):
    """Both directions of the voice, 20 ms packets against an absolute clock."""

    def __init__(self, line: "Line", assoc: dict[int, PayloadType], far_ip: str, far_port: int) -> None:
        own_ip, own_port = line.media_socket.getsockname()
        super().__init__(assoc, own_ip, own_port, far_ip, far_port, TransmitType.SENDRECV)
        self._line = line
        self._threads = [threading.Thread(target=self.recv), threading.Thread(target=self.trans)]

    def start(self) -> None:
        """Begin to listen and to speak, each in a thread of its own."""
        self.sin = self.sout = self._line.media_socket
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads; waits at most 5 s for each."""
        self.NSD = False
        for thread in self._threads:
            if thread.is_alive():
                thread.join(5)

    def recv(self) -> None:
        """The listening thread."""
        incoming, recorder = self._line.incoming, self._line.recorder
        while self.NSD:
            try:
                packet = parse_rtp(self.sin.recv(2048))
            except OSError:  # time-out, or the far end's port is closed for a moment
                continue
            if packet is None:
                continue
            sound = packet.payload if packet.payload_type == PCMU else b""
            incoming.packet(packet.sequence, packet.ssrc, sound)
            if recorder is not None:
                recorder.write(sound)

    def trans(self) -> None:
        """The speaking thread: a packet every 20 ms, also when there is nothing to say."""
        due = time.monotonic()
        while self.NSD:
            with contextlib.suppress(OSError):  # as above: SIP decides whether the call is over
                self.sout.sendto(self._line.outgoing.packet(), (self.outIP, self.outPort))
            due = max(due + _FRAME_S, time.monotonic() - 5 * _FRAME_S)
            time.sleep(max(0.0, due - time.monotonic()))


class Call(VoIPCall):
    """A call with one stream, whatever the number of `c=` lines in the answer."""

    def __init__(self, line: "Line", request: SIPMessage, offer: Offer) -> None:
        self._line = line
        super().__init__(line.phone, CallState.DIALING, request, 1, line.myIP, offer, "sendrecv")
        self.assignedPorts = {}  # the port is the line's; pyVoIP would give it back a second time

    def create_rtp_clients(
        self, codecs: dict[int, PayloadType], ip: str, port: int, request: SIPMessage, baseport: int
    ) -> None:
        """One stream to the address of the answer, whatever else it says."""
        events = (number for number, codec in codecs.items() if codec is PayloadType.EVENT)
        self._line.outgoing.event_type = next(events, None)
        self.RTPClients = [Media(self._line, codecs, request.body["c"][-1]["address"], baseport)]

    def gen_ms(self) -> dict[int, dict[int, PayloadType]]:
        """For a re-INVITE; pyVoIP would start every stream again."""
        return {media.inPort: media.assoc for media in self.RTPClients}

    def end_media(self) -> None:
        """Stop speaking and listening."""
        for media in self.RTPClients:
            media.stop()


class Line(SIPClient):
    """pyVoIP's SIP side on an IP trunk; also the `Telephone` of the session."""

    def __init__(self, dial: Dial, signs: Signs, phone: VoIPPhone) -> None:
        self.s = self.out = _udp_socket(dial)
        self.s.connect((str(dial.host), dial.port))  # only this peer is heard, and a closed port is noticed
        own_ip, own_port = self.s.getsockname()
        self.media_socket = _udp_socket(dial, own_ip)
        super().__init__(
            str(dial.host), dial.port, dial.caller, "", phone, own_ip, own_port, callCallback=phone.callback
        )
        self.incoming = Incoming()
        self.outgoing = Outgoing()
        self.recorder = WavWriter(dial.record) if dial.record is not None else None
        self._signs = signs
        self._invitation = self._written(dial.number)
        self._request = SIPMessage(self._invitation.encode())
        self.call = Call(self, self._request, self._offer())
        self._thread = threading.Thread(target=self.recv_loop)

    def start(self) -> None:
        """Begin to take SIP messages."""
        self.NSD = True
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close everything; waits at most 5 s."""
        self.NSD = False
        if self._thread.is_alive():
            self._thread.join(5)
        for opened in (self.s, self.media_socket, self.recorder):
            if opened is not None:
                opened.close()

    def send_invite(self) -> None:
        self._send(self._invitation)

    def send_cancel(self) -> None:
        self._send(cancel_of(self._invitation, self._request.headers["CSeq"]["check"]))

    def send_bye(self) -> None:
        self._send(with_branch(self.gen_bye(self._request), new_branch()))

    def _offer(self) -> Offer:
        return {self.media_socket.getsockname()[1]: {0: PayloadType.PCMU, _EVENT_TYPE: PayloadType.EVENT}}

    def _written(self, number: str) -> str:
        session = str(self.sessID.next())
        sendrecv = TransmitType.SENDRECV
        return self.gen_invite(number, session, self._offer(), sendrecv, new_branch(), self.gen_call_id())

    def gen_call_id(self) -> str:
        """A Call-ID nobody else has (pyVoIP counts from a fixed number)."""
        return f"{uuid.uuid4()}@{self.myIP}"

    def gen_ack(self, request: SIPMessage) -> str:
        """The ACK of an answer goes to its Contact, in a transaction of its own (RFC 3261, 13.2.2.4)."""
        ack = with_to_tag(super().gen_ack(request), request.headers["To"]["tag"])
        if int(request.status) >= 300:  # part of the INVITE's own transaction
            return ack
        target = request.headers["Contact"].partition("<")[2].partition(">")[0]
        return to_target(with_branch(ack, new_branch()), target)

    def gen_ok(self, request: SIPMessage) -> str:
        """With the tag of our own end."""
        return with_to_tag(super().gen_ok(request), request.headers["To"]["tag"])

    def recv_loop(self) -> None:
        """The SIP thread; a message it cannot read is told on standard error and passed over."""
        while self.NSD:
            try:
                data = self.s.recv(65535)
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                self._signs.put((Sign.UNREACHABLE, 0))
                continue
            try:
                self.parse_message(SIPMessage(data))
            except Exception as error:  # noqa: BLE001 - pyVoIP raises whatever a strange message made it
                sys.stderr.write(f"a SIP message was not understood: {type(error).__name__}\n")

    def parse_message(self, message: SIPMessage) -> None:
        """Take one message of our call and tell the session what it means."""
        if message.headers["Call-ID"] not in self.phone.calls:
            return
        if message.type == SIPMessageType.MESSAGE:
            super().parse_message(message)
            if message.method == "BYE":
                self._signs.put((Sign.FAR_END, 0))
        elif message.headers["CSeq"]["method"] == "INVITE":
            self._progress(message, int(message.status))
        elif message.headers["CSeq"]["method"] == "BYE":
            self._signs.put((Sign.BYE_CONFIRMED, int(message.status)))

    def _progress(self, message: SIPMessage, status: int) -> None:
        if status >= 300:
            self._send(self.gen_ack(message))
            self._signs.put((Sign.REFUSED, status))
        elif status >= 200:
            self.phone.callback(message)
            self._signs.put((Sign.ANSWERED, status))
        else:
            self._signs.put((Sign.TRYING if status == 100 else Sign.RINGING, status))

    def _send(self, message: str) -> None:
        try:
            self.out.send(message.encode())
        except ConnectionRefusedError:
            self._signs.put((Sign.UNREACHABLE, 0))


class Phone(VoIPPhone):
    """pyVoIP's phone on our line."""

    def __init__(self, dial: Dial, signs: Signs) -> None:
        super().__init__(str(dial.host), dial.port, dial.caller, "")
        self.sip = self.line = Line(dial, signs, self)
        self.calls[self.line.call.call_id] = self.line.call

    def start(self) -> None:
        """Open the line. There is nothing to register at a trunk."""
        self.line.start()

    def stop(self, failed: bool = False) -> None:
        """Close the line. `failed` is pyVoIP's and means nothing here."""
        self.calls.clear()
        self.line.call.end_media()
        self.line.stop()


def _udp_socket(dial: Dial, address: str | None = None) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((address or (str(dial.bind) if dial.bind else ""), 0))
    opened.settimeout(_SOCKET_TIMEOUT_S)
    return opened


def run(commands: StandardInput, output: TextIO) -> int:
    """One call; exit code 0 after a talk, 1 without one."""
    lock = threading.Lock()

    def report(line: Report) -> None:
        with lock:
            output.write(line.model_dump_json() + "\n")
            output.flush()

    dial = first_command(commands)
    if isinstance(dial, Failed):
        report(dial)
        return 1
    signs = Signs()
    try:
        phone = Phone(dial, signs)
    except OSError as error:
        report(Failed(code="probe.no_socket", facts={"reason": error.strerror or str(error)}))
        return 1
    phone.start()
    try:
        return 0 if Session(dial, phone.line, signs, commands, report).run() else 1
    finally:
        phone.stop()


def main() -> int:
    """Keep the real standard output for reports: pyVoIP prints."""
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr
    try:
        return run(StandardInput(sys.stdin.fileno()), reports)
    except BrokenPipeError:  # whoever started us is gone
        return 1


if __name__ == "__main__":
    sys.exit(main())
