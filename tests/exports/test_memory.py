"""Writing bulk files takes no more memory for more articles."""

import tracemalloc
from importlib import import_module

import pytest

from archive.exports import record_types
from archive.exports.article_batches import CachingSerializer

# its package has a function of that name
made = import_module("archive.exports.build")


@pytest.mark.slow
@pytest.mark.django_db
def test_memory_stays_flat(tmp_path, monkeypatch):
    """The same few articles repeatedly: only the output grows."""
    sample_records = [
        record
        for batch in record_types.ARTICLES.batches()
        for record in record_types.ARTICLES.read(CachingSerializer(""), batch)
    ]

    def peak(times: int) -> int:
        def repeat_records(records, issues):
            for item in sample_records:
                yield item.model_copy(update={"ident": f"{item.ident}{issues[0]}"})

        class Repeated(record_types.RecordType):
            def batches(self):
                return [(8 * n, 8 * n + 7) for n in range(times)]

            def row_ids_in(self, batch):
                lowest, _ = self.row_ids(batch)
                return [lowest + n for n in range(len(sample_records))]

        repeated = Repeated(**vars(record_types.ARTICLES) | {"read": repeat_records})
        monkeypatch.setattr(made.parallel, "processes", lambda: 1)
        monkeypatch.setattr(made, "RECORD_TYPES", (*record_types.RECORD_TYPES[:-1], repeated))
        monkeypatch.setattr(made, "ARTICLES", repeated)
        folder = tmp_path / f"{times}"
        tracemalloc.start()
        made.build(folder, "f" * 64, "")
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    few_articles, many_articles = peak(5), peak(50)
    assert many_articles < few_articles * 1.1 + 500_000
