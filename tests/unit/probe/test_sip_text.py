"""Messages of RFC 3261 as the probe's telephone writes them."""

from callcenter.probe.sip_text import cancel_of, new_branch, to_target, with_branch, with_to_tag

INVITE = (
    "INVITE sip:120@192.0.2.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKold;rport\r\n"
    "To: <sip:120@192.0.2.1>;tag=invented\r\n"
    "From: <sip:probe@192.0.2.9>;tag=mine\r\n"
    "Call-ID: 1@192.0.2.9\r\nCSeq: 7 INVITE\r\nMax-Forwards: 70\r\n"
    "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n"
)


def test_a_cancel_is_of_the_transaction_of_its_invite() -> None:
    lines = cancel_of(INVITE, "7").split("\r\n")
    assert lines[0] == "CANCEL sip:120@192.0.2.1 SIP/2.0"
    assert "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKold;rport" in lines
    assert "CSeq: 7 CANCEL" in lines
    assert not any("sdp" in line for line in lines)
    assert lines[-3:] == ["Content-Length: 0", "", ""]


def test_tag_branch_and_target_are_put_in_their_places() -> None:
    branch = new_branch()
    assert branch.startswith("z9hG4bK")
    assert branch != new_branch()
    changed = with_to_tag(with_branch(INVITE, branch), "theirs")
    assert f";branch={branch};rport" in changed
    assert "To: <sip:120@192.0.2.1>;tag=theirs\r\n" in changed
    assert "tag=mine" in changed
    assert to_target("ACK sip:a SIP/2.0\r\nX: ACK y", "sip:b").startswith("ACK sip:b SIP/2.0\r\nX: ACK y")
