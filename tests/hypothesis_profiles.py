"""How many examples a property is tried on: few in each run, many at night.

`pytest --hypothesis-profile=nightly`, or COPYDESK_HYPOTHESIS=nightly in the environment, tries many.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: The profiles, and the examples of each. Every run draws others, so that few in each run come to many.
EXAMPLES = {"each-run": 25, "nightly": 1_000}

for _name, _examples in EXAMPLES.items():
    # No deadline, and no complaint of slowness: how quick a busy machine is says nothing about the property.
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile(os.environ.get("COPYDESK_HYPOTHESIS", "each-run"))


def more(factor: int) -> settings:
    """Settings for a property whose faults are rare: `factor` times the examples of the profile."""
    return settings(max_examples=factor * settings().max_examples)
