"""When a recording has to begin anew so that it hears the next agent."""

from datetime import UTC, datetime

from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.recordings import Recorded, TakeOvers

CITIZEN = "PJSIP/trunk-00000001"
CALL = "1732.1"


def event(name: str, **fields: str) -> AmiEvent:
    return AmiEvent(name, fields, datetime(2026, 3, 2, tzinfo=UTC))


def begun(take_overs: TakeOvers) -> None:
    said = event("UserEvent", UserEvent="Recording", Linkedid=CALL, Channel=CITIZEN, Path="/r/1732.1.wav")
    assert take_overs.heard(said) is None


def enters(channel: str, call: str = CALL) -> AmiEvent:
    return event("BridgeEnter", Linkedid=call, Channel=channel)


def transferred(target: str) -> AmiEvent:
    return event("AttendedTransfer", OrigTransfererLinkedid=CALL, TransferTargetChannel=target)


def test_the_first_agent_needs_nothing() -> None:
    take_overs = TakeOvers(frozenset({"201", "202"}))
    begun(take_overs)
    assert take_overs.heard(enters(CITIZEN)) is None
    assert take_overs.heard(enters("PJSIP/201-00000002")) is None
    assert take_overs.heard(enters("PJSIP/201-00000002")) is None


def test_the_next_agent_begins_it_anew_once() -> None:
    take_overs = TakeOvers(frozenset({"201", "202"}))
    begun(take_overs)
    take_overs.heard(enters("PJSIP/201-00000002"))
    again = take_overs.heard(transferred("PJSIP/202-00000004"))
    assert again == Recorded(CITIZEN, "/r/1732.1.wav", "PJSIP/202-00000004")
    assert take_overs.heard(enters("PJSIP/202-00000004")) is None


def test_the_same_agent_after_a_reload_is_another_voice() -> None:
    take_overs = TakeOvers(frozenset({"201"}))
    begun(take_overs)
    take_overs.heard(enters("PJSIP/201-00000002"))
    assert take_overs.heard(enters("PJSIP/201-00000005")) is not None


def test_calls_that_nobody_records_and_ended_ones_are_left_alone() -> None:
    take_overs = TakeOvers(frozenset({"201", "202"}))
    take_overs.heard(enters("PJSIP/201-00000002", "1732.9"))
    assert take_overs.heard(enters("PJSIP/202-00000003", "1732.9")) is None
    begun(take_overs)
    take_overs.heard(enters("PJSIP/201-00000002"))
    take_overs.heard(event("Hangup", Linkedid=CALL, Channel=CITIZEN))
    assert take_overs.heard(enters("PJSIP/202-00000003")) is None
