"""The eighteen ideas, one a file, in the order in which a week meets them. To add one: a file, and a line here."""

from __future__ import annotations

from simulation.model.engine.rule import Rule
from simulation.model.rules.benchmarking import Benchmarking
from simulation.model.rules.breach import Breach
from simulation.model.rules.calendar import Calendar
from simulation.model.rules.crisis import Crisis
from simulation.model.rules.diffusion import Diffusion
from simulation.model.rules.disclosure import Disclosure
from simulation.model.rules.groupthink import Groupthink
from simulation.model.rules.habit import Habit
from simulation.model.rules.hub_loss import HubLoss
from simulation.model.rules.keeping_in_touch import KeepingInTouch
from simulation.model.rules.learning import Learning
from simulation.model.rules.means import Means
from simulation.model.rules.reform import Reform
from simulation.model.rules.service import Service
from simulation.model.rules.small_steps import SmallSteps
from simulation.model.rules.staying_engaged import StayingEngaged
from simulation.model.rules.trust import Trust
from simulation.model.rules.turnover import Turnover

STANDARD: tuple[Rule, ...] = (
    Crisis(),
    Calendar(),
    Means(),
    Disclosure(),
    Trust(),
    KeepingInTouch(),
    Breach(),
    Learning(),
    SmallSteps(),
    Habit(),
    Diffusion(),
    Benchmarking(),
    Reform(),
    StayingEngaged(),
    Groupthink(),
    HubLoss(),
    Service(),
    Turnover(),
)
