"""The carrier knows whatever Twilio's own library writes."""

import inspect
import re

import pytest
from twilio.twiml import voice_response as library

from simulator.twiml import schema

PARENTS = (library.VoiceResponse, library.Dial, library.Gather)
# What stands within the element.
TEXT = {
    "Say": {"message"},
    "Play": {"url"},
    "Redirect": {"url"},
    "Dial": {"number"},
    "Number": {"phoneNumber"},
}


@pytest.mark.parametrize("parent", PARENTS)
def test_every_verb_and_attribute_that_the_library_writes_is_known(parent):
    for method in filter(inspect.isfunction, vars(parent).values()):
        found = re.search(r"self\.nest\(\s*(\w+)\(", inspect.getsource(method))
        if found is None or found[1] in schema.NOT_PERFORMED:
            continue
        shape = schema.SHAPES[found[1]]
        for name in inspect.signature(method).parameters:
            first, *others = name.rstrip("_").split("_")
            attribute = first + "".join(map(str.title, others))
            if name not in {"self", "kwargs"} and attribute not in TEXT.get(found[1], ()):
                assert attribute in shape.attributes, (found[1], attribute)
