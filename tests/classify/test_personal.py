import pytest

from pipelines.classify import thresholded

FLAG = {"confidential": 0.5}


def shown(patterns, text, detector):
    return [w["text"] for w in patterns.score([text])[0].why(text) if w["detector"] == detector]


@pytest.mark.parametrize(
    ("detector", "text", "span"),
    [
        ("phone", "ring me on 07700 900123 after six", "07700 900123"),
        ("phone", "ring me on 07700900123", "07700900123"),
        ("phone", "my mob: +44 7700 900123", "+44 7700 900123"),
        ("phone", "+44 (0)7700 900 123 is mine", "+44 (0)7700 900 123"),
        ("phone", "0044 7700-900-123", "0044 7700-900-123"),
        ("phone", "447700900123", "447700900123"),
        ("phone", "try (01632) 960 123 for Maureen", "01632) 960 123"),
        ("phone", "01632.960.123", "01632.960.123"),
        ("phone", "her landline 020 7946 0123", "020 7946 0123"),
        ("phone", "07 70 09 00 12 3", "07 70 09 00 12 3"),
        ("phone", "O77OO 9OO l23 is me", "O77OO 9OO l23"),
        ("phone", "０７７００ ９００１２３", "０７７００ ９００１２３"),
        ("phone", "0️⃣7️⃣7️⃣0️⃣0️⃣900123", "0️⃣7️⃣7️⃣0️⃣0️⃣900123"),
        ("phone", "oh seven seven double-oh nine double oh one two three", None),
        ("phone", "zero seven seven zero zero, nine zero zero, one two three", None),
        ("phone", "my sister in Dublin is +353 1 496 0123", "+353 1 496 0123"),
        ("phone", "call us on 960123", "960123"),
        ("nhs_number", "my NHS number is 943 476 5919", "943 476 5919"),
        ("nhs_number", "NHS no. 943-476-5919", "943-476-5919"),
        ("nhs_number", "her nhs num 9434765919 is wrong", "9434765919"),
        ("national_insurance_number", "AB 12 34 56 C", "AB 12 34 56 C"),
        ("national_insurance_number", "ab123456c thanks", "ab123456c"),
        ("national_insurance_number", "NI number QQ-12-34-56-A", "QQ-12-34-56-A"),
        ("national_insurance_number", "national insurance AB123456", "AB123456"),
        ("email", "write to wren.tully@example.com today", "wren.tully@example.com"),
        ("email", "wren dot tully at example dot org", "wren dot tully at example dot org"),
        ("email", "wren (at) example (dot) com", "wren (at) example (dot) com"),
        ("email", "wren[at]example[dot]co.uk", "wren[at]example[dot]co.uk"),
        ("email", "wrentully at gmail.com", "wrentully at gmail.com"),
        ("email", "the nurse is wren.tully@nhs.net", "wren.tully@nhs.net"),
        ("date_of_birth", "DOB 14/03/1962", "14/03/1962"),
        ("date_of_birth", "date of birth: 14th March 1962", "14th March 1962"),
        ("date_of_birth", "d.o.b. 1962-03-14", "1962-03-14"),
        ("date_of_birth", "she was born on 3rd of May 1980", "3rd of May 1980"),
        ("date_of_birth", "dob 140362", "140362"),
        ("date_of_birth", "March 14, 1962 is my birthday", "March 14, 1962"),
        ("postcode", "I live in LE99 6ZZ", "LE99 6ZZ"),
        ("postcode", "my postcode is le996zz", "le996zz"),
        ("street_address", "I'm at 14 Elm Road, come round", "14 Elm Road"),
        ("street_address", "he lives at 14a elm rd", "14a elm rd"),
        ("street_address", "Flat 3, 22 Rookery Lane", "Flat 3, 22 Rookery Lane"),
        ("street_address", "We live at Rose Cottage, Mill Lane", None),
        ("bank_details", "sort code 10-20-30", "10-20-30"),
        ("bank_details", "10-20-30 12345678", "10-20-30 12345678"),
        ("bank_details", "account number is 12345678", "12345678"),
        ("card_or_iban", "my card 4111 1111 1111 1111 was charged", "4111 1111 1111 1111"),
        ("card_or_iban", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32"),
        ("identity_document", "passport number 123456789", "123456789"),
        ("identity_document", "licence TULLY605143WA9XY", "TULLY605143WA9XY"),
        ("credentials", "the password is hunter22", "hunter22"),
        ("credentials", "key safe code is 4471", "4471"),
        ("credentials", "Wifi password: 'sunflower'", "sunflower"),
        ("credentials", "pin 4471 for mum's card", "4471"),
    ],
)
def test_a_personal_detail_is_flagged_with_its_exact_place(patterns, detector, text, span):
    scored = patterns.score([text])[0]
    assert thresholded(scored.scores, FLAG) == ["confidential"]
    found = shown(patterns, text, detector)
    assert (span in found) if span else len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I paid £20.50 on 12/03/2026 at 14:30 in room 14",
        "take the A1 to Peterborough then the E10",
        "we waited in 2019 2020 2021 and 2022",
        "order number 01234567890 never came",
        "waiting list number 01234567890",
        "my parcel ref 9434765919 is late",
        "appointment on 01/02/2023 10:30",
        "NG1 and LE15 are far apart",
        "I had my B12 3rd jab",
        "phone 111, or 999 in an emergency",
        "Samaritans are on 116 123, Childline on 0800 1111",
        "call 0300 311 22 33 for NHS England",
        "CQC is 03000 616161",
        "The surgery number is 01632 960200",
        "e-mail pals@fentrust.nhs.uk or info@carehome.example.org",
        "fen.surgery@nhs.net answers quickly",
        "The surgery is at 22 Rookery Lane, LE99 6ZZ",
        "drop-in event, village hall, 3 Church Street",
        "write to info@healthwatchmarsh.example.org or ring 01632 960555",
        "our hub is at 9 Quay Street",
        "it was a 10 minute walk and a 2 way street",
        "9434765919",
        "LE99 6ZZ",
        "my son was born in March 2024",
        "the password reset does not work",
        "my pin was taken out of my ankle",
        "lunch @ the cafe was 4 out of 5",
        "look at example.org for the leaflet",
        "2 nurses for 30 patients, 12 hours, 7 days",
        "score 10-20-30 in the quiz",
        "my NHS number is 943 476 5918",
    ],
)
def test_what_only_looks_personal_is_not_flagged(patterns, text):
    assert thresholded(patterns.score([text])[0].scores, FLAG) == []


@pytest.mark.parametrize(
    "text",
    ["The surgery number is 01632 960200", "e-mail pals@fentrust.nhs.uk", "our hub is at 9 Quay Street"],
)
def test_public_details_are_no_reason_to_show(patterns, text):
    assert patterns.score([text])[0].spans == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my number is 07700 900123", "confidential.own_personal_data"),
        ("her number is 07700 900123", "confidential.another_personal_data"),
        ("ring Dave on 07700 900123", "confidential.another_personal_data"),
        ("my mum lives at 14 Elm Road", "confidential.another_personal_data"),
        ("key safe code is 4471", "confidential.credentials"),
    ],
)
def test_own_details_are_told_from_anothers(patterns, text, kind):
    scores = patterns.score([text])[0].scores
    assert [name for name in scores if name.startswith("confidential.")] == [kind]


def test_in_our_own_posts_they_are_personal_data(patterns):
    scored = patterns.score(["Call Dave on 07700 900123"], direction="outbound")[0]
    assert (scored.scores["personal_data"], scored.scores["confidential"]) == (0.93, 0.0)
    assert patterns.score(["Call 01632 960555"], direction="outbound")[0].scores["personal_data"] == 0.05
