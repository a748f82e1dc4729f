"""One future of a plan in Mesa's own viewer: sliders, a step at a time, two series and who works with whom.

`make viewer` opens it.
"""

from matplotlib import cm
from mesa.visualization import Slider, SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

from simulation import PartnershipModel, load, parameters

PLAN = load("parliament_mentors")
LEVERS = ("months", "peer_days", "session_size", "discretion")  # a slider each; Reset makes the model of them
PRACTICE = cm.ScalarMappable(cmap="viridis")
PRACTICE.set_clim(0, 1)


def slider(name):
    """A parameter of the plan, from its own declaration."""
    declared = parameters()[name]
    number = int if declared.whole else float
    ends = [number(value) for value in (PLAN[name], declared.low, declared.high, declared.step)]
    return Slider(declared.label, *ends, dtype=number)


def look_of(member):
    """Colour by practice, form by what the person is here."""
    marker = "s" if member.supported else "^" if member.counterparts else "o"
    return AgentPortrayalStyle(color=PRACTICE.to_rgba(member.practice), marker=marker)


def explain(axes):
    """A key to colours and forms."""
    axes.figure.colorbar(PRACTICE, ax=axes, label="practice (share)")
    axes.set_title("squares: supported, triangles: peers, dots: colleagues", fontsize="medium")


def frame(axes):
    """The same axes in every week of the first year, then longer ones."""
    axes.set(xlim=(0, max(52, axes.dataLim.x1)), ylim=(0, 1), ylabel="share")


page = SolaraViz(
    PartnershipModel(PLAN),
    components=[
        make_space_component(look_of, post_process=explain),
        make_plot_component({"trust": "#a9460f", "practice_supported": "#0e6f70"}, post_process=frame),
    ],
    model_params={"plan": PLAN, **{name: slider(name) for name in LEVERS}},
    name="One partnership, week by week",
)
