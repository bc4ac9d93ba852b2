from __future__ import annotations

import pytest

from streams.connect.signature import secret_of, signed

#: The example of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_reference_libraries() -> None:
    told = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret_of(SECRET)])
    assert told == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_make_two_signatures() -> None:
    one, other = secret_of(SECRET), bytes(range(32))
    both = signed("a", 1, b"{}", [one, other])["webhook-signature"].split(" ")
    assert both == [signed("a", 1, b"{}", [key])["webhook-signature"] for key in (one, other)]


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("", "must be a secret of Standard Webhooks: whsec_ followed by base64"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be a secret of Standard Webhooks"),
        ("whsec_!!!!", "has no base64 after whsec_"),
        ("whsec_c2hvcnQ=", "has 5 bytes; 24 to 64 are wanted"),
    ],
)
def test_what_is_no_secret_is_told_without_it(secret: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        secret_of(secret)
    assert not secret or secret not in str(raised.value)
