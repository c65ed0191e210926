"""Graph questions on what rests on what, each held against a slow and obvious twin."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pace import allowed
from uptake.methods.lineage import (
    Branch,
    CycleFound,
    Fragile,
    Graph,
    Link,
    Step,
    fragile,
    reach,
    single_points,
    walk,
    why,
)

# A recommendation rests on two findings; the first on passages of two transcripts, the second on a
# passage of one of them; a paper speaks against the first.
R, F1, F2 = ("recommendation", 1), ("finding", 1), ("finding", 2)
P1, P2, P3 = ("passage", 1), ("passage", 2), ("passage", 3)
T1, T2, PAPER = ("transcript", 1), ("transcript", 2), ("reference", 9)
LINKS = [
    Link(R, F1),
    Link(R, F2),
    Link(F1, P1),
    Link(F1, P2),
    Link(F1, PAPER, "contradicts"),
    Link(F2, P3),
    Link(P1, T1),
    Link(P2, T2),
    Link(P3, T2),
]
GROUNDS = {T1, T2, PAPER}


def small() -> Graph[tuple[str, int]]:
    return Graph(LINKS, GROUNDS)


class TestWhy:
    def test_everything_beneath_nearest_first(self):
        assert [(step.key, step.depth) for step in why(small(), R)] == [
            (F1, 1),
            (F2, 1),
            (P1, 2),
            (P2, 2),
            (PAPER, 2),
            (P3, 2),
            (T1, 3),
            (T2, 3),
        ]

    def test_a_shared_thing_names_each_parent(self):
        steps = {step.key: step for step in why(small(), R)}
        assert steps[T2].links == (Link(P2, T2), Link(P3, T2))

    def test_contrary_evidence_is_shown_and_marked(self):
        steps = {step.key: step for step in why(small(), R)}
        assert steps[PAPER] == Step(
            PAPER, 2, (Link(F1, PAPER, "contradicts"),), supports=False, contradicts=True
        )
        assert (steps[P1].supports, steps[P1].contradicts) == (True, False)

    def test_one_thing_can_support_and_contradict(self):
        graph = Graph([Link("r", "f"), Link("f", "p"), Link("f", "p", "contradicts")], {"p"})
        step = why(graph, "r")[1]
        assert (step.supports, step.contradicts) == (True, True)
        assert step.links == (Link("f", "p"), Link("f", "p", "contradicts"))

    def test_a_key_without_links_has_nothing_beneath(self):
        assert why(small(), ("finding", 77)) == ()
        assert why(Graph([], nodes=["alone"]), "alone") == ()


class TestReach:
    def test_everything_above(self):
        assert [(step.key, step.depth) for step in reach(small(), T2)] == [
            (P2, 1),
            (P3, 1),
            (F1, 2),
            (F2, 2),
            (R, 3),
        ]

    def test_what_a_contrary_paper_touches(self):
        first = reach(small(), PAPER)[0]
        assert first == Step(F1, 1, (Link(F1, PAPER, "contradicts"),), False, True)

    def test_unknown_key(self):
        assert reach(small(), ("finding", 77)) == ()


class TestGraph:
    def test_pairs_support_and_repeats_merge(self):
        graph = Graph([("a", "b"), ("a", "b"), Link("a", "b")], {"b"})
        assert graph.beneath("a") == (Link("a", "b"),)
        assert graph.above("b") == (Link("a", "b"),)
        assert graph.beneath("zzz") == graph.above("zzz") == ()

    def test_knows_its_keys(self):
        graph = Graph([("a", "b")], grounds=["c"], nodes=["d"])
        assert graph.keys == ("a", "b", "d", "c")
        assert len(graph) == 4
        assert "a" in graph
        assert "zzz" not in graph

    def test_stands_only_on_grounds(self):
        graph = Graph([("r", "f"), ("f", "p"), ("g", "bare"), Link("h", "p", "contradicts")], {"p"})
        assert [key for key in graph.keys if graph.stands(key)] == ["r", "f", "p"]
        assert graph.unsupported == ("g", "bare", "h")
        assert not graph.stands("zzz")

    def test_a_circle_is_named(self):
        with pytest.raises(CycleFound) as caught:
            Graph([("x", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "leaf")])
        keys = caught.value.keys
        assert set(keys) == {"a", "b", "c"}
        ring = {("a", "b"), ("b", "c"), ("c", "a")}
        assert all(pair in ring for pair in zip(keys, (*keys[1:], keys[0]), strict=True))
        assert "rests on" in str(caught.value)

    def test_resting_on_itself_is_a_circle(self):
        with pytest.raises(CycleFound) as caught:
            Graph([("a", "a")])
        assert caught.value.keys == ("a",)

    def test_an_unknown_stance_is_refused(self):
        with pytest.raises(ValueError, match="'supports' or 'contradicts'"):
            Graph([Link("a", "b", "mentions")])  # type: ignore[arg-type]


class TestWalk:
    def test_the_order_is_the_claims_order(self):
        tree = walk(small(), R)
        assert tree.key == R
        assert [branch.key for branch in tree.branches] == [F1, F2]
        assert [(b.key, b.stance) for b in tree.branches[0].branches] == [
            (P1, "supports"),
            (P2, "supports"),
            (PAPER, "contradicts"),
        ]

    def test_a_shared_thing_opens_once_at_its_first_place_in_reading_order(self):
        # "deep" is nearer under "second", but is read first under "first".
        graph = Graph(
            [
                ("top", "first"),
                ("top", "second"),
                ("first", "middle"),
                ("middle", "deep"),
                ("second", "deep"),
                ("deep", "p"),
                ("deep", "q"),
            ],
            {"p", "q"},
        )
        tree = walk(graph, "top")
        early = tree.branches[0].branches[0].branches[0]
        late = tree.branches[1].branches[0]
        assert (early.key, early.again, len(early.branches)) == ("deep", False, 2)
        assert (late.key, late.again, late.branches, late.holds) == ("deep", True, (), 2)

    def test_a_shared_leaf_has_nothing_to_point_back_to(self):
        tree = walk(Graph([("a", "b"), ("a", "c"), ("b", "p"), ("c", "p")], {"p"}), "a")
        second = tree.branches[1].branches[0]
        assert second == Branch("p", "supports", ground=True, stands=True)

    def test_an_open_end_does_not_stand(self):
        tree = walk(Graph([("a", "bare")]), "a")
        assert tree.branches[0] == Branch("bare", "supports", ground=False, stands=False)

    def test_a_key_without_links(self):
        assert walk(small(), ("finding", 77)) == Branch(
            ("finding", 77), "supports", ground=False, stands=False
        )

    def test_closed_branches_say_how_many_they_hold(self):
        tree = walk(small(), R, limit=4)
        first, second = tree.branches
        assert [branch.key for branch in first.branches] == [P1]
        assert (first.left_out, first.holds) == (2, 5)
        assert (second.branches, second.left_out, second.holds) == ((), 1, 2)
        assert (first.branches[0].left_out, first.branches[0].holds) == (1, 1)

    def test_a_broad_claim_shows_its_first_branches(self):
        tree = walk(Graph([("top", n) for n in range(5000)], range(5000)), "top", limit=11)
        assert [branch.key for branch in tree.branches] == list(range(10))
        assert (tree.left_out, tree.holds) == (4990, 5000)

    def test_a_walk_needs_room(self):
        with pytest.raises(ValueError, match="at least 1"):
            walk(small(), R, limit=0)
        assert walk(small(), R, limit=1) == Branch(
            R, "supports", ground=False, stands=True, left_out=2, holds=8
        )

    def test_a_long_chain_does_not_exhaust_the_stack(self):
        tree = walk(Graph([(n, n + 1) for n in range(5000)], {5000}), 0, limit=5001)
        depth = 0
        while tree.branches:
            tree = tree.branches[0]
            depth += 1
        assert depth == 5000


class TestFragile:
    def test_one_transcript_goes(self):
        assert fragile(small(), {T2}) == Fragile(
            lost=(F2, P2, P3), weakened=(R, F1), unsupported=()
        )

    def test_all_go(self):
        assert fragile(small(), {T1, T2}).lost == (R, F1, F2, P1, P2, P3)

    def test_contrary_evidence_supports_nothing(self):
        assert fragile(small(), {PAPER}) == Fragile((), (), ())
        assert F1 in fragile(small(), {T1, T2}).lost

    def test_what_never_stood_is_listed_apart(self):
        graph = Graph([("r", "good"), ("r", "bare"), ("good", "p")], {"p"}, nodes=["alone"])
        assert fragile(graph, {"p"}) == Fragile(("r", "good"), (), ("bare", "alone"))
        assert fragile(graph, {"bare"}) == Fragile((), (), ("alone",))

    def test_a_ground_falls_only_when_it_goes_itself(self):
        graph = Graph([("r", "t"), ("t", "person")], {"t", "person"})
        assert fragile(graph, {"person"}) == Fragile((), ("r", "t"), ())
        assert fragile(graph, {"t"}) == Fragile(("r",), (), ())

    def test_unknown_keys_change_nothing(self):
        assert fragile(small(), {("finding", 77)}) == Fragile((), (), ())


class TestSinglePoints:
    def test_nothing_alone(self):
        assert single_points(small(), R) == ()

    def test_two_passages_of_one_transcript_hang_on_it(self):
        graph = Graph([("f", "p1"), ("f", "p2"), ("p1", "t"), ("p2", "t")], {"t"})
        assert single_points(graph, "f") == ("t",)

    def test_contrary_evidence_saves_nothing(self):
        graph = Graph([("f", "p"), Link("f", "q", "contradicts")], {"p", "q"})
        assert single_points(graph, "f") == ("p",)

    def test_bare_support_saves_nothing(self):
        assert single_points(Graph([("f", "p"), ("f", "bare")], {"p"}), "f") == ("p",)

    def test_a_ground_an_open_end_and_a_stranger_have_none(self):
        graph = Graph([("a", "bare"), ("t", "person")], {"t", "person"})
        assert single_points(graph, "t") == ()
        assert single_points(graph, "a") == ()
        assert single_points(graph, "stranger") == ()


# The slow twins: they follow the definitions word by word.


def slow_beneath(links: list[Link[int]], key: int) -> set[int]:
    direct = {link.lower for link in links if link.upper == key}
    return direct.union(*(slow_beneath(links, lower) for lower in direct))


def slow_ways(links: list[Link[int]], upper: int, lower: int) -> list[list[Link[int]]]:
    ways = []
    for link in links:
        if link.upper == upper:
            if link.lower == lower:
                ways.append([link])
            ways += [[link, *rest] for rest in slow_ways(links, link.lower, lower)]
    return ways


def slow_stands(links: list[Link[int]], grounds: set[int], gone: set[int], key: int) -> bool:
    if key in gone:
        return False
    return key in grounds or any(
        slow_stands(links, grounds, gone, link.lower)
        for link in links
        if link.upper == key and link.stance == "supports"
    )


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Link[int]], set[int]]:
    size = draw(st.integers(1, 9))
    pairs = [(upper, lower) for upper in range(size) for lower in range(upper + 1, size)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=14)) if pairs else []
    stances = st.sampled_from(["supports", "supports", "supports", "contradicts"])
    links = [Link(upper, lower, draw(stances)) for upper, lower in chosen]
    leaves = set(range(size)) - {link.upper for link in links}
    bare = draw(st.sets(st.integers(0, size - 1), max_size=2))
    extra = draw(st.sets(st.integers(0, size - 1), max_size=1))
    return links, (leaves - bare) | extra


def build(links: list[Link[int]], grounds: set[int]) -> Graph[int]:
    return Graph(links, grounds, nodes=range(9))


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_why_agrees_with_its_slow_twin(drawn):
    links, grounds = drawn
    graph = build(links, grounds)
    for key in range(9):
        steps = why(graph, key)
        assert {step.key for step in steps} == slow_beneath(links, key)
        assert [step.depth for step in steps] == sorted(step.depth for step in steps)
        for step in steps:
            ways = slow_ways(links, key, step.key)
            pure = [all(link.stance == "supports" for link in way) for way in ways]
            assert step.depth == min(len(way) for way in ways)
            assert set(step.links) == {way[-1] for way in ways}
            assert step.supports == any(pure)
            assert step.contradicts == (not all(pure))


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_reach_is_why_turned_round(drawn):
    links, grounds = drawn
    graph = build(links, grounds)
    down = {
        (key, step.key, step.depth, step.supports, step.contradicts)
        for key in range(9)
        for step in why(graph, key)
    }
    up = {
        (step.key, key, step.depth, step.supports, step.contradicts)
        for key in range(9)
        for step in reach(graph, key)
    }
    assert down == up


@settings(max_examples=300, deadline=None)
@given(graphs(), st.sets(st.integers(0, 10), max_size=3))
def test_fragile_agrees_with_its_slow_twin(drawn, gone):
    links, grounds = drawn
    result = fragile(build(links, grounds), gone)
    before = {key for key in range(9) if slow_stands(links, grounds, set(), key)}
    after = {key for key in range(9) if slow_stands(links, grounds, gone, key)}
    supporting = [link for link in links if link.stance == "supports"]
    assert set(result.lost) == before - after - gone
    assert set(result.weakened) == {
        key for key in after if slow_beneath(supporting, key) & gone & before
    }
    assert set(result.unsupported) == set(range(9)) - before - gone


@settings(max_examples=400, deadline=None)
@given(graphs())
def test_single_points_agree_with_trying_each_ground(drawn):
    links, grounds = drawn
    graph = build(links, grounds)
    for key in range(9):
        tried = {ground for ground in grounds if key in fragile(graph, {ground}).lost}
        assert set(single_points(graph, key)) == tried


@settings(max_examples=300, deadline=None)
@given(graphs(), st.integers(1, 30))
def test_a_walk_opens_each_thing_once_and_counts_what_it_hides(drawn, limit):
    links, grounds = drawn
    graph = build(links, grounds)
    opened: list[int] = []
    places = 0

    def check(branch: Branch[int]) -> None:
        nonlocal places
        places += 1
        under = graph.beneath(branch.key)
        shown = [(b.key, b.stance) for b in branch.branches]
        assert shown == [(link.lower, link.stance) for link in under[: len(shown)]]
        assert branch.stands == slow_stands(links, grounds, set(), branch.key)
        assert branch.ground == (branch.key in grounds)
        if branch.branches:
            opened.append(branch.key)
        if branch.again:
            assert under
            assert not branch.branches
            assert branch.left_out == 0
        else:
            assert branch.left_out == len(under) - len(shown)
        closed = branch.again or branch.left_out
        assert branch.holds == (len(slow_beneath(links, branch.key)) if closed else 0)
        for each in branch.branches:
            check(each)

    check(walk(graph, 0, limit))
    assert places <= limit
    assert len(opened) == len(set(opened))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_a_circle_is_always_found_and_is_real(pairs):
    try:
        graph = Graph(pairs)
    except CycleFound as found:
        ring = zip(found.keys, (*found.keys[1:], found.keys[0]), strict=True)
        assert all(pair in pairs for pair in ring)
    else:
        assert all(key not in {step.key for step in why(graph, key)} for key in graph.keys)


def test_100_000_links_answer_in_well_under_a_second():
    # 40 recommendations on 1,000 findings each on 50 passages, of 300 transcripts.
    links: list[Link[tuple[str, int]]] = [
        Link(("recommendation", n % 40), ("finding", n)) for n in range(1000)
    ]
    links += [Link(("finding", n % 1000), ("passage", n * 7 % 50_000)) for n in range(50_000)]
    links += [Link(("passage", n), ("transcript", n % 300)) for n in range(50_000)]
    assert len(links) > 100_000
    grounds = {("transcript", n) for n in range(300)}
    began = time.process_time()
    graph = Graph(links, grounds)
    built = time.process_time()
    assert len(why(graph, ("recommendation", 0))) > 1000
    assert len(reach(graph, ("transcript", 0))) > 100
    assert fragile(graph, {("transcript", 0)}).unsupported == ()
    assert single_points(graph, ("recommendation", 0)) == ()
    assert walk(graph, ("recommendation", 0)).holds == 0
    asked = time.process_time()
    # Measured .2 s; the rest is room for a busy machine. Anything quadratic in 100,000 links would
    # take minutes.
    assert built - began < allowed(6)
    assert asked - built < allowed(6)
