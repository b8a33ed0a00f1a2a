"""An answer as small as one can be, for tests of what is done with answers."""

from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk

ANSWER = Assessment(
    case_id="case-1",
    model=ModelIdentity("tiny", "0", "00"),
    modalities={},
    acuity=Acuity(3, (0.1, 0.3, 0.3, 0.2, 0.1)),
    risk=Risk(4.0, (3.0, 5.0)),
    outcomes={"admission": 0.5, "critical": 0.1},
    conditions=(),
    findings={},
    ecg_measurements={},
    st_level_mv={},
    scores={},
    checks=(),
    timings_ms={"total": 3.0},
)
