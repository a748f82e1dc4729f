"""The same arithmetic as a compiled loop: one core, member by member, by numba (of the bench extra only).

What a programmer would write who wanted speed and nothing else: no rules, no credit, no second way to run it. It reads the
arrays and draws of a `World` and gives the weekly sums that `Record` would write, so that the two can be held side by side.
"""

from __future__ import annotations

from collections import namedtuple

import numba
import numpy as np

from simulation.model.world import World

SERIES = ("practice", "knowledge", "trust", "reform", "service", "practising")


def loop(gathered_world: tuple, futures: int, weeks: int) -> np.ndarray:
    """Run the loop alone on what was gathered, for timing it; shape (series, futures, weeks + 1)."""
    out = np.zeros((len(SERIES), futures, weeks + 1), np.float32)
    _run(*gathered_world, out)
    return out


def gathered(world: World) -> tuple:
    """What the loop reads, future by future in memory."""
    rules = {type(rule).name(): rule for rule in world.rules}
    shape, arrays = world.shape, world.arrays
    numbers = {
        f"{name}_{number}": float(value)
        for name, rule in rules.items()
        for number, value in vars(_worked_out(rule)).items()
        if np.ndim(value) == 0
    }
    numbers_type = namedtuple("Numbers", sorted(numbers))
    state = [np.ascontiguousarray(array.T.astype(np.float32)).T.copy() for array in (arrays[n] for n in _STATES)]
    constants = [np.ascontiguousarray(arrays[n]) for n in _CONSTANTS]
    draws = [np.ascontiguousarray(world.draws(rules[r], d).transpose(1, 0, 2)) for r, d in _WEEKLY]
    links = world.colleagues.links.tocoo()
    order = np.lexsort((links.col // shape.futures, links.row // shape.futures, links.row % shape.futures))
    rows = (links.row % shape.futures)[order].astype(np.int64) * shape.members + (links.row // shape.futures)[order]
    starts = np.searchsorted(rows, np.arange(shape.futures * shape.members + 1)).astype(np.int64)
    watched = (links.col // shape.futures)[order].astype(np.int32)
    election = np.stack(
        [rules["turnover"].election(w, world.draws(rules["turnover"], "calendar"))[:, 0] for w in range(world.weeks)]
    )
    running = np.array([rules["calendar"].running(w) for w in range(world.weeks)], np.float32)
    affordable = np.array([float(rules["means"].change(w)["affordable"]) for w in range(world.weeks)], np.float32)
    rotates = np.array([rules["groupthink"].rotates(w) for w in range(world.weeks)], np.float32)
    ends = np.array([rules["calendar"].ends(w) for w in range(world.weeks)], np.float32)
    sizes = np.array([shape.officials, shape.institutions, shape.counterparts, shape.partners, shape.peers], np.int64)
    return (
        numbers_type(**numbers), sizes, world.ties.givers.astype(np.int64), shape.institution().astype(np.int64), starts, watched,
        tuple(state), tuple(constants), tuple(draws), election, running, affordable, rotates, ends,
    )  # fmt: skip


def _worked_out(rule):
    """The rule with all that follows from its numbers worked out."""
    for name in dir(type(rule)):
        if not name.startswith("_"):
            getattr(rule, name)
    return rule


_STATES = (
    "knowledge", "confidence", "practice", "habit", "weeks_since_try", "trust", "warmth", "scar", "freshness", "engagement", "hours",
    "window", "strain", "reform", "service", "reserve", "open_weeks", "window_used", "convenor",
)  # fmt: skip
_CONSTANTS = (
    "examples_needed", "habit_rate", "electable", "newcomer_knowledge", "newcomer_confidence", "newcomer_practice", "through_convenor",
    "initial_trust", "visit_phase",
)  # fmt: skip
_WEEKLY = (
    ("crisis", "arrival"), ("crisis", "severity"), ("breach", "draw"), ("small_steps", "draw"), ("diffusion", "draw"), ("reform", "draw"),
    ("hub_loss", "leaving"), ("turnover", "draw"),
)  # fmt: skip


@numba.njit(cache=False)
def _unit(x):
    return min(max(x, np.float32(0)), np.float32(1))


@numba.njit(cache=False, fastmath=False)
def _run(
    n,
    sizes,
    givers,
    homes,
    starts,
    watched,
    state,
    constants,
    draws,
    election,
    running,
    affordable_in,
    rotates,
    ends,
    out,
):
    officials, institutions, counterparts, partners, peers = sizes
    members, ties = officials + peers, counterparts * partners
    homes_count = institutions + (1 if peers > 0 else 0)
    weeks = len(running)
    f32, one = np.float32, np.float32(1)
    size = np.zeros(homes_count, np.float32)
    for m in range(members):
        size[homes[m]] += one
    for f in range(out.shape[1]):
        (knowledge, confidence, practice, habit, weeks_since_try) = (
            state[0][f],
            state[1][f],
            state[2][f],
            state[3][f],
            state[4][f],
        )
        (trust, warmth, scar, fresh, engaged, hours) = (
            state[5][f],
            state[6][f],
            state[7][f],
            state[8][f],
            state[9][f],
            state[10][f],
        )
        (window, strain, reform, service, reserve) = (
            state[11][f],
            state[12][f],
            state[13][f],
            state[14][f],
            state[15][f],
        )
        (open_weeks, used, convenor) = (state[16][f], state[17][f], state[18][f, 0])
        (needed, pace, elected) = (constants[0][f], constants[1][f], constants[2][f])
        (brings_k, brings_c, brings_p) = (constants[3][f], constants[4][f], constants[5][f])
        (through, first, phase) = (constants[6][f], constants[7][f], constants[8][f])
        dk, dc = np.zeros(members, np.float32), np.zeros(members, np.float32)
        dp, dh = np.zeros(members, np.float32), np.zeros(members, np.float32)
        support, share, practising = (
            np.zeros(members, np.float32),
            np.zeros(members, np.float32),
            np.zeros(members, np.float32),
        )
        count, failed, left = (
            np.zeros(members, np.float32),
            np.zeros(members, np.float32),
            np.zeros(members, np.float32),
        )
        felt, contact, openness = np.zeros(ties, np.float32), np.zeros(ties, np.float32), np.zeros(ties, np.float32)
        dt, dw, ds, df, de = (
            np.zeros(ties, np.float32),
            np.zeros(ties, np.float32),
            np.zeros(ties, np.float32),
            np.zeros(ties, np.float32),
            np.zeros(ties, np.float32),
        )
        coalition, practice_mean, practising_mean = (
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
        )
        days, released = np.zeros(homes_count, np.float32), np.zeros(homes_count, np.float32)
        new_window, new_strain, new_open, new_used, new_reserve = (
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
            np.zeros(homes_count, np.float32),
        )
        for week in range(weeks + 1):
            # What anybody can see, and what is written down.
            for m in range(members):
                practising[m] = one if practice[m] > f32(0.5) else f32(0)
                support[m] = f32(0)
            for t in range(ties):
                felt[t] = trust[t] * warmth[t]
                support[t // partners] += felt[t]
            for c in range(counterparts):
                support[c] = min(support[c], one)
            for m in range(members):
                seen = f32(0)
                a, b = starts[f * members + m], starts[f * members + m + 1]
                for k in range(a, b):
                    seen += practising[watched[k]]
                count[m] = seen
                share[m] = seen / f32(max(b - a, 1))
            s0, s1, s5 = f32(0), f32(0), f32(0)
            for m in range(officials):
                s0 += practice[m]
                s1 += knowledge[m]
                s5 += practising[m]
            s2, s3, s4 = f32(0), f32(0), f32(0)
            for t in range(ties):
                s2 += trust[t]
            for i in range(institutions):
                s3 += reform[i]
                s4 += service[i]
            out[0, f, week], out[1, f, week], out[5, f, week] = s0 / officials, s1 / officials, s5 / officials
            out[2, f, week], out[3, f, week], out[4, f, week] = s2 / ties, s3 / institutions, s4 / institutions
            if week == weeks:
                break
            # The opening: crises and the calendar.
            run_now, affordable = running[week], affordable_in[week]
            lasts = one if run_now > 0 else f32(0)
            planned = f32(n.calendar_days_per_week * (1.0 - n.calendar_reserve_share)) * run_now
            saved = f32(n.calendar_days_per_week * n.calendar_reserve_share) * run_now
            for i in range(homes_count):
                arrives = draws[0][f, week, i] < f32(n.crisis_chance)
                opening = f32(0)
                new_strain[i] = strain[i] - strain[i] * f32(n.crisis_easing)
                new_used[i] = used[i]
                if arrives:
                    blow = draws[1][f, week, i] ** f32(n.crisis_skew)
                    opening = (one - window[i]) * blow ** f32(n.crisis_convexity)
                    new_strain[i] += (one - strain[i]) * blow * f32(n.crisis_strain_of_crisis)
                    anew = (
                        opening
                        if window[i] > f32(n.crisis_open_above)
                        else window[i] + opening - window[i] * f32(n.crisis_shutting)
                    )
                    if anew > f32(n.crisis_open_above):
                        new_used[i] = f32(0)
                new_window[i] = _unit(window[i] + opening - window[i] * f32(n.crisis_shutting))
                new_strain[i] = _unit(new_strain[i])
                new_open[i] = open_weeks[i] + one if window[i] > f32(n.crisis_open_above) else f32(0)
                released[i] = f32(0)
                if window[i] > f32(n.calendar_open_above) and open_weeks[i] >= f32(n.calendar_response_weeks - 1.0):
                    released[i] = reserve[i] * lasts / f32(n.calendar_release_weeks)
                days[i] = planned + released[i]
                new_reserve[i] = max(reserve[i] + saved - released[i] - reserve[i] * (one - lasts), f32(0))
            for t in range(ties):
                home = homes[t // partners]
                turn = phase[t] + f32(week / n.calendar_visit_weeks)
                visiting = one if turn - np.floor(turn) < f32(1.0 / n.calendar_visit_weeks) else f32(0)
                rhythm = visiting * f32(n.calendar_in_person * n.calendar_visit_weeks) + f32(1.0 - n.calendar_in_person)
                met = (one - f32(n.calendar_strain_misses) * strain[home]) * (one - through[t] * (one - convenor))
                offered = rhythm * planned + released[home]
                contact[t] = offered * engaged[t] * met * f32(n.calendar_hours_taken_up)
                openness[t] = felt[t] * f32(n.showing_doubt_safe)
            if ends[week] > 0:
                for c in range(counterparts):
                    dc[c] = f32(0)
                for t in range(ties):
                    drop = np.exp2(hours[t] * f32(-1.0 / n.calendar_settled_hours)) * f32(
                        n.calendar_let_down * n.calendar_personal
                    )
                    trust[t] = _unit(trust[t] - trust[t] * drop)
                    dc[t // partners] -= confidence[t // partners] * drop / f32(partners)
                for c in range(counterparts):
                    confidence[c] = _unit(confidence[c] + dc[c])
            for t in range(ties):
                hours[t] += contact[t]
            for i in range(homes_count):
                window[i], strain[i], open_weeks[i], used[i], reserve[i] = (
                    new_window[i],
                    new_strain[i],
                    new_open[i],
                    new_used[i],
                    new_reserve[i],
                )
            # All others side by side: what each would change.
            for m in range(members):
                dk[m] = f32(0)
                failed[m] = f32(0)
            for i in range(homes_count):
                coalition[i], practice_mean[i], practising_mean[i] = f32(0), f32(0), f32(0)
            goes = draws[6][f, week, 0] < f32(n.lone_star_leaving_chance) and convenor > f32(0.5)
            for m in range(members):
                dc[m] = f32(0)
            for t in range(ties):
                c, g = t // partners, givers[t]
                h, tr, w = contact[t], trust[t], warmth[t]
                change = f32(0)
                ahead = practice[g] - practice[c]
                if h > 0:
                    worth = (
                        one
                        + f32(n.trust_alike) * np.exp2(hours[t] * f32(-1.0 / n.trust_likeness_hours))
                        + f32(n.trust_disclosure) * openness[t]
                    )
                    gained = one - np.exp2(h * worth * f32(-n.trust_quality / n.trust_hours_to_trust))
                    change += _unit(one - scar[t] - tr) * gained
                    draw = draws[2][f, week, t]
                    felt_more = one - f32(n.breach_set_views) * abs(f32(2) * tr - one)
                    ds[t] = f32(0)
                    if draw < (f32(n.breach_newcomer_breaks) / (one + hours[t] / f32(6)) + one) * f32(n.breach_failing):
                        change -= tr * felt_more * f32(n.breach_failing_cost)
                    if draw > f32(n.breach_honest_up_to):
                        change -= tr * felt_more * f32(n.breach_deceiving_cost)
                        ds[t] = (one - scar[t]) * f32(n.breach_scar_depth)
                    relevance = openness[t] * f32(n.learning_own_part) + f32(n.learning_standard_part)
                    together = f32(0)
                    for other in range(c * partners, (c + 1) * partners):
                        together += contact[other]
                    full = max(together / f32(n.learning_full_head_hours), f32(1e-6))
                    taken_in = h * (-np.expm1(-full) / full)
                    dose = -np.expm1(taken_in * relevance * f32(-n.learning_learning_per_hour))
                    theirs, own = knowledge[g], knowledge[c]
                    elsewhere = fresh[t] * f32(n.learning_other_ground)
                    news = dose * (_unit(theirs - own) + elsewhere * (theirs - theirs * own))
                    dk[c] += news
                    dk[g] += (one - theirs) * dose * elsewhere * f32(n.learning_givers_learn)
                    dc[c] += (one - confidence[c]) * news * f32(n.learning_gives_heart)
                    dc[c] += ahead * h * f32(n.benchmarking_spur)
                else:
                    ds[t] = f32(0)
                idle = np.exp2(h * f32(-1.0 / n.keeping_in_touch_warming_hours))
                far = one - tr
                dw[t] = (one - w) * (one - idle) - w * idle * far * far * far * f32(n.keeping_in_touch_cooling)
                change += tr * idle * f32(n.keeping_in_touch_fading)
                if goes:
                    dw[t] -= w * through[t] * f32(n.lone_star_cools_on_exit)
                    change -= tr * through[t] * f32(n.lone_star_doubts_on_exit)
                balance = (
                    fresh[t] * f32(n.staying_engaged_new_things)
                    + felt[t] * f32(n.staying_engaged_friendship)
                    + f32(n.staying_engaged_given)
                )
                balance += practice[c] * f32(n.staying_engaged_pride * n.staying_engaged_celebration)
                balance -= np.log2(one + hours[t] * f32(1.0 / n.staying_engaged_tiring_hours)) * f32(
                    n.staying_engaged_tiring
                )
                de[t] = (one / (one + np.exp(-balance)) - engaged[t]) * f32(n.staying_engaged_pace)
                alike = (one - abs(ahead)) * f32(n.one_mind_copying_stales) + one
                df[t] = fresh[t] * (np.exp2(h * alike * f32(-n.one_mind_staling)) - one)
                if rotates[week] > 0:
                    lost = f32(1.0 - n.one_mind_reputation_carries)
                    df[t] = one - fresh[t]
                    de[t] += (one - engaged[t]) * f32(0.5)
                    change -= tr * lost
                    dw[t] -= w * lost
                dt[t] = change
            for m in range(members):
                home = homes[m]
                k, c, p, hb = knowledge[m], confidence[m], practice[m], habit[m]
                coalition[home] += k * (one - (one - p) * (one - support[m]))
                practice_mean[home] += p
                practising_mean[home] += practising[m]
                unused = _unit(k - brings_k[m]) * (one - p)
                dk[m] -= unused * f32(n.learning_forgetting)
                dc[m] += (brings_c[m] - c) * (one - support[m]) * f32(n.learning_ebbing)
                trying = (
                    c
                    * k
                    * (support[m] * f32(1.0 - n.small_steps_alone_tries) + f32(n.small_steps_alone_tries))
                    * f32(n.small_steps_eagerness)
                )
                draw = draws[3][f, week, m]
                change, lift = f32(0), dc[m]
                if draw < trying:
                    odds = k * f32(n.small_steps_knowledge_helps) + support[m] * f32(n.small_steps_support_helps)
                    odds += share[m] * f32(n.small_steps_colleagues_help) - p * f32(n.small_steps_rest_is_harder)
                    odds += (
                        reform[home] * f32(n.small_steps_reform_helps)
                        + window[home] * f32(n.small_steps_window_helps)
                        + f32(n.small_steps_given)
                    )
                    success = affordable / (one + np.exp(-odds))
                    if draw < trying * success:
                        change += (one - p) * f32(n.small_steps_step_size)
                        lift += (one - c) * f32(n.small_steps_win_lifts)
                    else:
                        lift -= c * f32(n.small_steps_loss_lowers)
                        failed[m] = one
                    weeks_since_try[m] = f32(0)
                else:
                    weeks_since_try[m] += one
                gap = p - hb
                alone = (one - support[m]) * (one - share[m] * f32(n.habit_company_keeps))
                cue = one - alone * f32(1.0 - n.habit_alone_share)
                slides = _unit(gap) * alone
                change += slides * f32(n.habit_relapse) - p * f32(n.habit_wearing)
                dh[m] = gap * pace[m] * cue
                chance = f32(n.diffusion_alone)
                if count[m] >= needed[m]:
                    chance += f32(n.ripple_following)
                if draws[4][f, week, m] < chance:
                    change += _unit(f32(n.ripple_visible_part) - p) * f32(n.ripple_pick_up)
                    lift += (one - c) * f32(n.ripple_example_lifts)
                dp[m], dc[m] = change, lift
            for t in range(ties):
                dt[t] -= trust[t] * failed[t // partners] * f32(n.small_steps_failure_strains)
            for i in range(homes_count):
                ready = one / (
                    one + np.exp((f32(n.reform_critical_mass) - coalition[i] / size[i]) / f32(n.reform_mass_width))
                )
                drafted = one - np.exp2(days[i] * f32(-1.0 / n.reform_days_to_draft)) * f32(1.0 - n.reform_own_days)
                opening = window[i] * f32(1.0 - n.reform_quiet) + f32(n.reform_quiet)
                change = -reform[i] * (one - practising_mean[i] / size[i]) * f32(n.reform_slipping)
                worth = affordable * (
                    practice_mean[i] / size[i] * f32(n.service_practice_serves)
                    + reform[i] * f32(1.0 - n.service_practice_serves)
                )
                if draws[5][f, week, i] < ready * drafted * opening * f32(n.reform_pace):
                    change += (one - reform[i]) * opening * f32(n.reform_size)
                    if window[i] > f32(n.reform_open_above):
                        used[i] = one
                service[i] = _unit(service[i] + (worth - service[i]) * f32(n.service_pace))
                reform[i] = _unit(reform[i] + change)
            convenor = f32(0) if goes else _unit(convenor + (one - convenor) * f32(n.lone_star_finding))
            for m in range(members):
                knowledge[m], confidence[m] = _unit(knowledge[m] + dk[m]), _unit(confidence[m] + dc[m])
                practice[m], habit[m] = _unit(practice[m] + dp[m]), _unit(habit[m] + dh[m])
            for t in range(ties):
                trust[t], warmth[t], scar[t] = _unit(trust[t] + dt[t]), _unit(warmth[t] + dw[t]), _unit(scar[t] + ds[t])
                fresh[t], engaged[t] = _unit(fresh[t] + df[t]), _unit(engaged[t] + de[t])
                if rotates[week] > 0:
                    hours[t] = f32(0)
            # Those who leave.
            swing = election[week, f] * f32(n.turnover_election_turnover) + f32(
                n.turnover_leaving_chance - n.turnover_peers_chance
            )
            for m in range(members):
                left[m] = f32(0)
                if draws[7][f, week, m] < elected[m] * swing + f32(n.turnover_peers_chance):
                    left[m] = one
                    embedded = habit[m] / max(max(practice[m], habit[m]), f32(1e-6))
                    kept = embedded * f32(n.turnover_handover_embedded - n.turnover_handover_loose) + f32(
                        n.turnover_handover_loose
                    )
                    practice[m] = max(practice[m] * kept, brings_p[m])
                    habit[m] = max(habit[m] * kept, brings_p[m])
                    knowledge[m] = _unit(brings_k[m] + _unit(knowledge[m] - brings_k[m]) * f32(n.turnover_notes_left))
                    confidence[m] = brings_c[m]
                    weeks_since_try[m] = f32(99)
            for t in range(ties):
                if left[t // partners] + left[givers[t]] > 0:
                    trust[t], warmth[t], scar[t], hours[t], fresh[t] = first[t], f32(0), f32(0), f32(0), one
