"""What is planted can be planted more or less often: `opsfacts simulate --rate NAME=VALUE`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_worlds import played, rows

from orchestration.cli import main
from simulator import play as playing
from simulator.engine import Parameters, World
from simulator.registry import RATES, STEPS

# Where each rate shows: nothing if it is never, something if it is often.
PLANTED = {
    "supplier_duplicates": "truth.supplier_duplicates where kind = 'duplicate'",
    "supplier_duplicates_without_tax_id": "truth.supplier_duplicates where kind = 'duplicate' and not has_tax_id",
    "supplier_duplicates_with_other_account": """truth.supplier_duplicates as pairs
        join world.supplier_records as a on a.source_system = pairs.source_system and a.supplier_id = first_supplier_id
        join world.supplier_records as b on b.source_system = pairs.source_system and b.supplier_id = second_supplier_id
        where kind = 'duplicate' and a.bank_account <> b.bank_account""",
    "split_orders": "truth.split_orders where kind = 'split'",
    "maverick_prices": "truth.maverick_prices where kind = 'maverick'",
    "contract_raises": "truth.maverick_prices where kind = 'contract raised'",
    "limit_breaches": "truth.limit_breaches where kind = 'breach'",
    "after_the_fact_orders": "truth.after_the_fact_orders where kind = 'after the fact'",
    "late_releases": "truth.after_the_fact_orders where kind = 'framework release'",
    "missing_receipts": "truth.missing_documents where kind = 'receipt'",
    "missing_orders": "truth.missing_documents where kind = 'order'",
    "duplicate_invoices": "truth.duplicate_invoices where kind <> 'recurring'",
    "duplicate_invoices_caught": "truth.duplicate_invoices where is_caught",
    "after_the_fact_increases": "truth.after_the_fact_increases where kind = 'after the fact'",
    "self_approvals": "planted.self_approvals",
    "buyer_receipts": "planted.receiving_buyers",
    "enterer_payments": "planted.paying_enterers",
    "bank_diversions": "truth.bank_changes where kind = 'before payment'",
    "bank_moves": "truth.bank_changes where kind = 'moved everywhere'",
    "incidents": "truth.contact_surges where kind = 'incident'",
    "campaigns": "truth.contact_surges where kind = 'campaign'",
    "launches": "truth.contact_surges where kind = 'launch'",
    "misrouted_contacts": "truth.ticket_routing where is_misrouted",
    "broken_routing": "truth.ticket_routing where is_misrouted",
    "false_positive_jumps": "truth.false_positive_jumps",
    "reviewer_drift": "truth.reviewer_drifts where full_factor > 0",
    "report_campaigns": "truth.report_campaigns",
    "misrouted_escalations": "truth.escalations where way = 'misrouted'",
    "second_tier_escalations": "truth.escalations where way like '%of two tiers'",
    "sick_shifts": "truth.shrinkage_episodes where kind = 'sickness' and share > 0",
    "trained_shifts": "truth.shrinkage_episodes where kind = 'training' and share > 0",
    "quality_drift": "truth.quality_drift where kind = 'drift' and factor > 0",
    "lenient_auditor": "truth.auditors where is_lenient and miss_rate > 0",
}


@pytest.fixture(scope="module", params=[0.0, 0.6], ids=["never", "often"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    rates = {name: request.param * rate.most for name, rate in RATES.items()}
    with played(Parameters(days=21, scale=0.3, rates=rates), STEPS, tmp_path_factory.mktemp("rates")) as played_world:
        yield played_world


def test_every_rate_is_shown() -> None:
    assert PLANTED.keys() == RATES.keys()


@pytest.mark.parametrize("name", PLANTED)
def test_a_rate_plants_what_it_names(world: World, name: str) -> None:
    ((count,),) = rows(world, f"select count(*) from {PLANTED[name]}")
    assert (count > 0) == (world.parameters.rates[name] > 0), count


def test_the_truth_names_the_rates_it_was_played_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "EXPORTS", [])
    playing.simulate(Parameters(days=7, scale=0.01, rates={"split_orders": 0.25}), tmp_path / "landing", tmp_path / "truth")
    written = json.loads((tmp_path / "truth" / "truth.json").read_text())["parameters"]["rates"]
    assert written == {name: rate.usual for name, rate in RATES.items()} | {"split_orders": 0.25}


@pytest.mark.parametrize(
    ("rate", "error"),
    [
        ("split_order=0.2", "no rate is called split_order; there are: after_the_fact_increases, after"),
        ("split_orders=1.5", "the rate split_orders is 1.5: it must lie between 0 and 1 (of the purchases"),
        ("split_orders=nan", "the rate split_orders is nan: it must lie between 0 and 1"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], rate: str, error: str) -> None:
    arguments = ["simulate", "--landing", str(tmp_path / "landing"), "--truth", str(tmp_path / "truth"), "--rate", rate]
    assert main(arguments) == 2
    assert error in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rate", ["split_orders", "split_orders=often"])
def test_a_rate_is_a_name_and_a_number(capsys: pytest.CaptureFixture[str], rate: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "--landing", "landing", "--truth", "truth", "--rate", rate])
    assert stopped.value.code == 2
    assert f"argument --rate: {rate!r} is not NAME=VALUE" in capsys.readouterr().err


def test_rates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "--rates"])
    listed = capsys.readouterr().out.splitlines()
    assert stopped.value.code == 0
    assert [line.split()[0] for line in listed] == list(RATES)
