"""Florentine families, Davis' southern women and Zachary's karate club: published values, and networkx to 1e-9."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from shelterbelt.cultivate.engine.health import CoreRule, Network, brokers, measure

CLUB = "club"


def whole(graph: nx.Graph, groups: list[str] | None = None, rule: CoreRule | None = None) -> Network:
    """A bundled graph as a network; every tie is live, strength its weight."""
    names = {name: number for number, name in enumerate(graph)}
    labels = groups or ["one"] * len(names)
    kinds = sorted(set(labels))
    edges = list(graph.edges(data="weight", default=1.0))
    return Network(
        sectors=tuple(kinds),
        countries=("one",),
        sector=np.array([kinds.index(label) for label in labels]),
        country=np.zeros(len(names), np.int64),
        since=np.full(len(names), 12.0),
        one=np.array([names[a] for a, _, _ in edges]),
        other=np.array([names[b] for _, b, _ in edges]),
        strength=np.array([weight for _, _, weight in edges], np.float64),
        months_left=np.full(len(edges), 8.0),
        core=rule or CoreRule(),
    )


GRAPHS = {
    "florentine": nx.florentine_families_graph(),
    "davis": nx.davis_southern_women_graph(),
    "karate": nx.karate_club_graph(),
    "les miserables": nx.les_miserables_graph(),
}


def test_medici_stand_between_half_of_the_florentine_families() -> None:
    """Betweenness 0.522 of the Medici, 0.255 of the Guadagni, of 15 families (Jackson 2008, Social and Economic Networks, 1.2)."""
    graph = GRAPHS["florentine"]
    found = brokers(whole(graph), np.random.default_rng(0))
    by_name = dict(zip(graph, found.between.tolist(), strict=True))
    assert round(by_name["Medici"], 3) == 0.522
    assert round(by_name["Guadagni"], 3) == 0.255
    assert round(by_name["Strozzi"], 3) == 0.103
    assert list(graph)[found.top(1)[0]] == "Medici"


def test_florence_falls_apart_without_its_two_best_connected() -> None:
    """By hand: without the Medici (6 ties) and one of four ties (Guadagni or Strozzi, the first in order)."""
    told = measure(whole(GRAPHS["florentine"]))
    assert (told.members, told.live_ties, told.components, told.gone) == (15, 20, 1, 2)
    graph = GRAPHS["florentine"].copy()
    order = sorted(graph, key=lambda name: -graph.degree[name])
    graph.remove_nodes_from(order[:2])
    assert told.left == max(map(len, nx.connected_components(graph)))


def test_karate_club_has_the_published_figures() -> None:
    """Zachary 1977: 34 members, 78 ties, 10 of them between the two clubs; the largest core is of degree 4, ten members."""
    graph = GRAPHS["karate"]
    labels = [graph.nodes[one][CLUB] for one in graph]
    told = measure(whole(graph, labels, CoreRule(4, 0, 0)))
    assert (told.members, told.live_ties, told.largest) == (34, 78, 34)
    crossing = sum(graph.nodes[a][CLUB] != graph.nodes[b][CLUB] for a, b in graph.edges)
    assert int(told.sectors.ties[0, 1]) == crossing
    assert told.sectors.e_i_ties == pytest.approx((2 * crossing - 78) / 78)
    assert told.sectors.dealt == pytest.approx(1 - 2 * 2 * 17 * 16 / (34 * 33))
    assert int(told.core.sum()) == 10
    between = brokers(whole(graph), np.random.default_rng(0)).between
    assert round(float(between[0]), 3) == 0.438  # the instructor, and the president
    assert round(float(between[33]), 3) == 0.304


def test_davis_women_and_events_only_cross() -> None:
    """Davis, Gardner and Gardner 1941: 18 women, 14 events, 89 attendances: no tie inside either, so E-I is 1."""
    graph = GRAPHS["davis"]
    labels = [str(graph.nodes[one]["bipartite"]) for one in graph]
    told = measure(whole(graph, labels))
    assert (told.members, told.live_ties) == (32, 89)
    assert told.sectors.e_i_ties == 1.0
    assert told.sectors.e_i_strength == 1.0
    assert told.sectors.assortativity == pytest.approx(-1.0)
    assert told.sectors.dealt == pytest.approx(1 - 2 * (18 * 17 + 14 * 13) / (32 * 31))


@pytest.mark.parametrize("name", GRAPHS)
def test_figures_equal_networkx(name: str) -> None:
    graph = GRAPHS[name]
    number = {one: at for at, one in enumerate(graph)}
    right = nx.betweenness_centrality(graph)
    found = brokers(whole(graph), np.random.default_rng(0)).between
    assert max(abs(right[one] - found[at]) for one, at in number.items()) < 1e-9
    for least in range(1, 7):
        told = measure(whole(graph, rule=CoreRule(least, 0, 0)))
        assert {one for one in graph if told.core[number[one]]} == set(nx.k_core(graph, least))
    labels = [str(number[one] % 3) for one in graph]
    nx.set_node_attributes(graph, dict(zip(graph, labels, strict=True)), "third")
    plain = nx.Graph(graph.edges)
    nx.set_node_attributes(plain, nx.get_node_attributes(graph, "third"), "third")
    unweighted = nx.attribute_assortativity_coefficient(plain, "third")
    asked = whole(nx.Graph(plain.edges), [plain.nodes[one]["third"] for one in nx.Graph(plain.edges)])
    assert measure(asked).sectors.assortativity == pytest.approx(unweighted, abs=1e-9)


def test_a_random_graph_equals_networkx() -> None:
    graph = nx.gnm_random_graph(400, 900, seed=4)
    told = measure(whole(graph))
    assert told.largest == max(map(len, nx.connected_components(graph)))
    assert told.components == nx.number_connected_components(graph)
    right = nx.betweenness_centrality(graph)
    found = brokers(whole(graph), np.random.default_rng(0)).between
    assert max(abs(right[one] - found[one]) for one in graph) < 1e-9
