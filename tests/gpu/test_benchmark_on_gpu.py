"""The benchmark runs on the GPU, worker process included."""

import json

from cdss.__main__ import main


def test_the_benchmark_runs_on_the_gpu(tmp_path):
    file = tmp_path / "figures.json"
    assert main(["benchmark", "--device", "cuda", "--repeat", "1", "--json", str(file)]) == 0
    figures = {f["name"]: f["value"] for f in json.loads(file.read_text(encoding="utf-8"))}
    assert 0 < figures["assess"] < 5000
    assert figures["note and vitals, in batches"] > 0
