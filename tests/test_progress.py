"""Long tasks report their progress, short ones do not."""

from archive import progress
from archive.progress import with_progress


def run(monkeypatch, seconds_each: float, total: int) -> tuple[list, list[str]]:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def slow_items():
        for n in range(total):
            now[0] += seconds_each
            yield n

    output: list[str] = []
    return list(with_progress(slow_items(), total, "建立", output.append)), output


def test_everything_comes_through_in_its_order(monkeypatch):
    assert run(monkeypatch, 1, 25)[0] == list(range(25))


def test_short_tasks_report_no_progress(monkeypatch):
    assert run(monkeypatch, 0.01, 500)[1] == []


def test_progress_reports_count_rate_and_remaining_time(monkeypatch):
    _, message = run(monkeypatch, 0.5, 2000)
    # the tenth second brings the twentieth thing: nineteen were passed on
    assert message[0] == "建立：19 / 2,000 篇，每秒 1.9 篇，约剩 17 分钟"
    assert message[-1].startswith("建立：1,99")
    assert message[-1].endswith("秒")
    assert len(message) == 100


def test_items_of_an_earlier_run_do_not_count_for_the_rate(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    quick = [True] * 80 + [False] * 20

    def resumed_items():
        for n in range(100):
            # the time of an item passes after it is handed out
            yield n
            now[0] += 0 if quick[n] else 12

    lines: list[str] = []
    list(with_progress(resumed_items(), 100, "读版面", lines.append, "个版面", quick))
    assert lines[0] == "读版面：81 / 100 个版面，每秒 0.1 个版面，约剩 4 分钟"
    assert lines[-1].endswith("约剩 12 秒")
