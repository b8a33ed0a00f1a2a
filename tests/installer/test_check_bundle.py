"""The budget of the installed program, decided on a small tree of real files."""

import pytest

SMALL = {
    "cdss-ui": 10,
    "_internal/torch/lib/libtorch_cpu.so": 3000,
    "_internal/torch/lib/libgomp.so.1": 50,
    "_internal/torch-2.13.0+cpu.dist-info/METADATA": 7,
    "_internal/PySide6/Qt/lib/libQt6Core.so.6": 200,
    "_internal/shap/__init__.pyc": 20,
    "_internal/llvmlite.libs/libz.so": 4,
    "_internal/monai/__init__.pyc": 30,
    "_internal/captum/__init__.pyc": 5,
    "_internal/resources/models/cdss-triage/SHA256SUMS": 60,
    "_internal/resources/demo/01/tests/note.txt": 8,
    "_internal/resources/legal/LICENSE": 3,
    "_internal/resources/legal/licences/INDEX.md": 0,
    "_internal/resources/provenance.json": 0,
    "_internal/torch/bin/torch_shm_manager": 1,
    "_internal/torch/functional.py": 2,
    "_internal/torchvision_not_torch.pyc": 11,
}


@pytest.fixture
def check(installer):
    return installer("check_bundle")


@pytest.fixture
def bundle(tmp_path):
    for place, size in SMALL.items():
        _write(tmp_path / place, size)
    (tmp_path / "cdss").hardlink_to(tmp_path / "cdss-ui")
    return tmp_path


def _write(path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


def test_a_small_whole_program_is_within_the_budget(check, bundle, capsys):
    assert check.report(bundle) == []
    told = {line.rsplit("MB of", 1)[0].rsplit(maxsplit=1)[0].strip() for line in capsys.readouterr().out.splitlines()}
    assert {"torch", "Qt", "model", "rest", "together"} <= told


def test_every_file_is_weighed_with_its_part_and_none_twice(check):
    weights = check.weights_of(SMALL)
    assert weights == {
        "torch": 3060, "Qt": 200, "shap, numba, llvmlite": 24, "monai": 30, "captum": 5, "model": 60,
        "demonstration": 8, "modules of Python": 10, "rest": 14,
    }  # fmt: skip
    assert sum(weights.values()) == sum(SMALL.values())


def test_a_file_with_two_names_and_a_link_weigh_once(check, bundle):
    (bundle / "_internal" / "again").symlink_to("resources/legal/LICENSE")
    files = {path.relative_to(bundle).as_posix(): path for path in sorted(bundle.rglob("*")) if not path.is_dir()}
    sizes = check.sizes_of(files)
    assert sizes["cdss"] + sizes["cdss-ui"] == 10
    assert "_internal/again" not in sizes and sum(sizes.values()) == sum(SMALL.values())


def test_a_part_above_its_limit_is_named_with_both_figures(check, bundle):
    _write(bundle / "_internal" / "captum" / "big.pyc", 6_000_000)
    assert check.report(bundle) == ["captum weighs 6.0 MB, which is above its 5 MB."]


def test_the_whole_has_a_limit_below_the_sum_of_its_parts(check):
    at_limit = {budget.name: budget.limit_mb * check.MEGABYTE for budget in check.BUDGETS}
    assert check.TOTAL_MB == 1100 and sum(at_limit.values()) > check.TOTAL_MB * check.MEGABYTE
    (sentence,) = check.overweight(at_limit)
    assert sentence.startswith("The whole program weighs") and sentence.endswith("above its 1100 MB.")


def test_a_limit_that_is_reached_exactly_is_kept(check):
    weights = dict.fromkeys((b.name for b in check.BUDGETS), 0)
    assert check.overweight({**weights, "captum": 5_000_000}) == []
    assert len(check.overweight({**weights, "captum": 5_000_001})) == 1


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("_internal/scipy/stats/tests/test_x.pyc", "Test suites are in it: scipy/stats/tests/test_x.pyc (1 files)."),
        (
            "_internal/nvidia/cublas/lib/libcublas.so.12",
            "Libraries for graphics cards are in it: nvidia/cublas/lib/libcublas.so.12 (1 files).",
        ),
        (
            "_internal/torch/lib/libtorch_cuda.so",
            "Libraries for graphics cards are in it: torch/lib/libtorch_cuda.so (1 files).",
        ),
        (
            "_internal/scikit_learn.libs/libgomp-e985bcbb.so.1.0.0",
            "More than one OpenMP runtime is in it: scikit_learn.libs/libgomp-e985bcbb.so.1.0.0, "
            "torch/lib/libgomp.so.1 (2 files).",
        ),
    ],
)
def test_what_must_not_be_shipped_is_named(check, bundle, place, words):
    _write(bundle / place, 1)
    assert check.report(bundle) == [words]


def test_another_name_for_the_one_openmp_is_no_second_copy(check, bundle):
    other = bundle / "_internal" / "scikit_learn.libs" / "libgomp-e985bcbb.so.1.0.0"
    other.parent.mkdir()
    other.symlink_to("../torch/lib/libgomp.so.1")
    assert check.report(bundle) == []


@pytest.mark.parametrize(
    "place", ["cdss-ui", "_internal/resources/models/cdss-triage/SHA256SUMS", "_internal/monai/__init__.pyc"]
)
def test_a_program_without_what_it_needs_is_refused(check, bundle, place):
    (bundle / place).unlink()
    assert check.report(bundle) == [f"{place.removeprefix('_internal/')} is missing."]


def test_a_program_for_windows_has_other_names(check, bundle):
    for name in ("cdss", "cdss-ui"):
        (bundle / name).rename(bundle / f"{name}.exe")
    (bundle / "_internal/torch/bin/torch_shm_manager").unlink()
    assert check.report(bundle) == []
    (bundle / "cdss.exe").unlink()
    _write(bundle / "_internal" / "torch" / "lib" / "cudart64_12.dll", 1)
    cuda = "Libraries for graphics cards are in it: torch/lib/cudart64_12.dll (1 files)."
    assert check.report(bundle) == [cuda, "cdss.exe is missing."]


def test_the_command_ends_with_one_where_something_is_wrong(check, bundle, capsys):
    assert check.main([str(bundle)]) == 0
    (bundle / "cdss").unlink()
    assert check.main([str(bundle)]) == 1
    assert "cdss is missing." in capsys.readouterr().out


def test_the_package_has_a_limit(check):
    assert check.package_problem(380_000_000) == ""
    assert check.package_problem(380_400_000) == "The package has 380.4 MB, which is above 380 MB."
    assert check.package_problem(391_000_000) == "The package has 391.0 MB, which is above 380 MB."
