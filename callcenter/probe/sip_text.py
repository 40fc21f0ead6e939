"""SIP messages as text: what pyVoIP writes is put right, what it cannot write is written (RFC 3261)."""

import re
import uuid

_OF_THE_INVITE = ("Via:", "To:", "From:", "Call-ID:", "Max-Forwards:")


def new_branch() -> str:
    """A transaction of its own (8.1.1.7)."""
    return f"z9hG4bK{uuid.uuid4().hex}"


def with_branch(message: str, branch: str) -> str:
    """The message in another transaction."""
    return re.sub(r";branch=[^;\r\n]+", f";branch={branch}", message, count=1)


def with_to_tag(message: str, tag: str) -> str:
    """The message with the tag the far end gave itself, instead of an invented one."""
    return re.sub(
        r"(\r\nTo: [^\r\n]*?);tag=[^;\r\n]+", lambda found: f"{found[1]};tag={tag}", message, count=1
    )


def to_target(ack: str, target: str) -> str:
    """The ACK with another request target."""
    return re.sub(r"^ACK \S+", lambda _: f"ACK {target}", ack)


def cancel_of(invitation: str, sequence: str) -> str:
    """The CANCEL of an INVITE: the same transaction, the same sequence number (9.1)."""
    head = invitation.partition("\r\n\r\n")[0].split("\r\n")
    kept = [line for line in head if line.startswith(_OF_THE_INVITE)]
    first = head[0].replace("INVITE", "CANCEL", 1)
    return "\r\n".join([first, *kept, f"CSeq: {sequence} CANCEL", "Content-Length: 0", "", ""])
