"""What the card says a bundle was trained on: counted from the data, and never a held-out patient among it."""

from cdss.training.counted import Counts, counted
from cdss.training.describe import limits, training_data

COUNTS = Counts(visits=800, ecgs=70, films=60, crops=50, stays=40, read=30, acute=2)


def test_training_and_tuning_patients_of_every_set_are_counted(shared_data):
    """As the folders' own tables give them: the splits of visits by year, of recordings by fold, of the others by patient."""
    assert counted(shared_data) == Counts(75948, 2032, 588, 6352, 3179, 500, 2)


def test_each_count_stands_beside_its_own_set():
    told = {entry["name"]: entry["n"] for entry in training_data(COUNTS)}
    assert {name.split()[0]: n for name, n in told.items() if n} == {
        "NHAMCS": 800,
        "PTB-XL": 70,
        "NIH": 50,
        "PhysioNet/CinC": 40,
    }
    assert told["NIH ChestX-ray14 whole films (subset)"] == 60
    assert [name for name, n in told.items() if n == 0] == [
        "all-MiniLM-L6-v2 (weights)",
        "EfficientNet-Lite0 ImageNet (weights)",
    ]


def test_how_few_acute_infarctions_there_are_is_said_with_the_number():
    assert any(
        "of 30 ECG recordings with a published report, 2 are marked as an acute" in line for line in limits(COUNTS)
    )
