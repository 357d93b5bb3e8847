"""Fitting the models again gives the same models, and confidence its tables."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from archive.ingest.drafting.confidence import TABLES
from archive.ingest.drafting.corpus.fitting import digest_of_features
from archive.ingest.drafting.corpus.source import read_corpus
from archive.ingest.drafting.models import MODELS, TYPESET_MODELS, models, typeset_models
from archive.ingest.drafting.training_data import load_training_data

TUNING = Path(__file__).with_name("corpus") / "tuning"

PAGES = """\
= date=2021-07-28 number=2
F 2 综合 2021年7月28日 星期三
> 盱眙县
H 酱园晒场变看台
B 章文/记者
P 本报讯（记者 章文）盱眙县的一家酱园日前把晒场改成了看台，游客坐在缸沿上听师傅讲怎样翻酱。
> 合江县
K 扫一扫便知树龄
H 荔枝古树有了名牌
P 合江县今年给荔枝古树挂上名牌，首批建档一千二百株，来年春天分株育苗。
N 遗失声明
n 李武遗失证件一张，声明作废。
"""


@pytest.fixture(autouse=True)
def shipped_models():
    """Fitting replaces the models of the process; gives other tests the shipped ones again."""
    yield
    models.cache_clear()
    typeset_models.cache_clear()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "tuning"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(PAGES, encoding="utf-8")
    return folder


def fit(folder, file, *extra):
    options = ("--variations", "6", "--epochs", "1", "--members", "2")
    call_command("fit_drafter", folder, "-o", file, *options, *extra, verbosity=0)
    return file.read_bytes()


@pytest.mark.slow
def test_the_same_seed_fits_the_same_models_byte_for_byte(folder, tmp_path):
    first = fit(folder, tmp_path / "a.json")
    assert fit(folder, tmp_path / "b.json") == first
    assert fit(folder, tmp_path / "c.json", "--seed", "6") != first
    assert set(json.loads(first)) == {"fitted_to", "joins", "lines", "bylines"}


@pytest.mark.slow
def test_the_shipped_models_were_fitted_to_the_pages_phrases_and_features_that_are_here():
    """Otherwise `fit_drafter` fits others: see the last section of docs/drafting.md."""
    training = load_training_data(settings.FIXTURES_DIR, {})
    digest = digest_of_features(read_corpus(TUNING), training)
    for path in (MODELS, TYPESET_MODELS, TABLES):
        assert json.loads(path.read_text(encoding="utf-8"))["fitted_to"] == digest, path.name


@pytest.mark.slow
def test_confidence_is_measured_on_pages_that_were_left_out(folder, tmp_path):
    tables = json.loads(fit(folder, tmp_path / "t.json", "--confidence"))
    assert len(tables.pop("fitted_to")) == 64
    assert {"article", "decks", "places"} <= set(tables)
    for table in tables.values():
        bounds = [upper for upper, _ in table]
        shares = [share for _, share in table]
        assert bounds == sorted(bounds)
        assert shares == sorted(shares)
        assert all(0 < share < 1 for share in shares)


def test_a_folder_without_pages_is_refused(tmp_path):
    with pytest.raises(CommandError, match="没有"):
        call_command("fit_drafter", tmp_path)
