"""Why there can be no plan: every reason that counting alone shows, all at once."""

from __future__ import annotations

from collections import Counter

import numpy as np

from gazetteer.findings import Finding, Severity
from layers.siting.problem import SitingProblem


def impossible(problem: SitingProblem, count: int | None) -> list[Finding]:
    """Reasons against any plan of exactly `count` sites (None: of any number); empty when counting finds none."""
    found = [*_prohibited(problem), *_quotas(problem)]
    if count is not None:
        found += [*_numbers(problem, count), *_quota_sums(problem, count)]
    return found


def impossible_capacity(problem: SitingProblem, count: int | None) -> list[Finding]:
    """Whether even the largest capacities together are too small for the demand that has to be served."""
    capacities = problem.rules.capacities
    if capacities is None:
        return []
    usable = np.delete(capacities, np.unique(np.asarray(problem.rules.prohibited, dtype=np.int64)))
    most = float(np.sort(usable)[::-1][: count if count is not None else len(usable)].sum())
    demand = float(problem.weights.sum())
    if most >= demand * (1 - 1e-12):
        return []
    which = "全部可用候选点" if count is None else f"容量最大的 {count} 个候选点"
    remedy = f"还差 {demand - most:g}：扩大容量、增加站点，或减少需求"
    return [_against("site.capacity_short", f"{which}的容量合计 {most:g}，小于需求 {demand:g}", remedy)]


def _prohibited(problem: SitingProblem) -> list[Finding]:
    rules, sites = problem.rules, problem.costs.shape[1]
    found = []
    if len(set(rules.prohibited)) == sites:
        found.append(_against("site.all_prohibited", f"{sites} 个候选点全部被禁用", "放宽禁用条件，或增加候选点"))
    both = sorted(set(rules.fixed) & set(rules.prohibited))
    if both:
        found.append(_against("site.fixed_prohibited", f"{problem.named(both)}既必开又禁用", "取消其一"))
    gone = set(rules.existing) & set(rules.prohibited)
    if rules.max_closed is not None and len(gone) > rules.max_closed:
        message = f"现有站点有 {len(gone)} 个被禁用，而最多只许关闭 {rules.max_closed} 个"
        found.append(_against("site.existing_prohibited", message, "放宽禁用，或允许多关闭"))
    new_fixed = set(rules.fixed) - set(rules.existing)
    if rules.max_new is not None and len(new_fixed) > rules.max_new:
        message = f"必开的站点有 {len(new_fixed)} 个是新建，而最多只许新建 {rules.max_new} 个"
        found.append(_against("site.fixed_new", message, "减少必开的新站点，或允许多新建"))
    return found


def _numbers(problem: SitingProblem, count: int) -> list[Finding]:
    rules, sites = problem.rules, problem.costs.shape[1]
    found = []
    usable = sites - len(set(rules.prohibited))
    if count > usable:
        gone = f"（{sites} 个中 {sites - usable} 个被禁用）" if usable < sites else ""
        found.append(
            _against(
                "site.p_over_candidates", f"要开 {count} 个，可用的候选点只有 {usable} 个{gone}", "减少 p 或增加候选点"
            )
        )
    if len(set(rules.fixed)) > count:
        message = f"必开的站点有 {len(set(rules.fixed))} 个，多于要开的 {count} 个"
        found.append(
            _against("site.fixed_over_p", message, f"把 p 提高到至少 {len(set(rules.fixed))}，或减少必开的站点")
        )
    keep, standing = rules.keep(count), len(set(rules.existing) - set(rules.prohibited))
    if keep > standing:
        message = f"按最多关闭、最多新建的规定，至少要保留 {keep} 个现有站点，可保留的只有 {standing} 个"
        found.append(_against("site.keep_over_existing", message, f"减少 p，或允许多新建 {keep - standing} 个"))
    if keep > count:
        message = f"按最多关闭 {rules.max_closed} 个的规定要保留 {keep} 个现有站点，多于要开的 {count} 个"
        found.append(_against("site.keep_over_p", message, f"把 p 提高到至少 {keep}，或允许多关闭 {keep - count} 个"))
    return found


def _quotas(problem: SitingProblem) -> list[Finding]:
    rules = problem.rules
    usable = Counter(label for place, label in enumerate(rules.districts) if place not in set(rules.prohibited))
    fixed = Counter(rules.districts[place] for place in set(rules.fixed) if rules.districts)
    found = []
    for label in rules.labels():
        least, most = rules.least.get(label, 0), rules.most.get(label)
        if least > usable[label]:
            message = f"{label}至少要 {least} 个站点，可用的候选点只有 {usable[label]} 个"
            found.append(_against("site.quota_short", message, "增加该区的候选点，或降低名额"))
        if most is not None and most < least:
            found.append(_against("site.quota_crossed", f"{label}至少要 {least} 个，又至多 {most} 个", "改正名额"))
        if most is not None and fixed[label] > most:
            message = f"{label}至多 {most} 个站点，必开的已有 {fixed[label]} 个"
            found.append(_against("site.quota_fixed", message, "提高名额，或减少必开的站点"))
    return found


def _quota_sums(problem: SitingProblem, count: int) -> list[Finding]:
    rules = problem.rules
    if not rules.least and not rules.most:
        return []
    usable = Counter(label for place, label in enumerate(rules.districts) if place not in set(rules.prohibited))
    fixed = Counter(rules.districts[place] for place in set(rules.fixed) if rules.districts)
    least = sum(max(rules.least.get(label, 0), fixed[label]) for label in rules.labels())
    most = sum(min(rules.most.get(label, usable[label]), usable[label]) for label in rules.labels())
    found = []
    if least > count:
        message = f"各区名额与必开站点合计至少 {least} 个，多于要开的 {count} 个"
        found.append(_against("site.quota_over_p", message, f"把 p 提高到至少 {least}，或降低名额"))
    if most < count:
        message = f"各区名额合计至多 {most} 个，少于要开的 {count} 个"
        found.append(_against("site.quota_under_p", message, f"把 p 降到至多 {most}，或提高名额"))
    return found


def _against(rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy=remedy)
