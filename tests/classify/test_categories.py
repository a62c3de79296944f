import pytest

from pipelines.classify import INBOUND, OUTBOUND, thresholded

HALF = dict.fromkeys(INBOUND, 0.5)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (text, kind)
        for kind, texts in {
            "safeguarding.self_harm": """I want to die
i dont want to be here anymore
I can't go on.
cant go on like this much longer
going to end it all tonight
they'd be better off without me
took all my tablets
cutting myself again
k1lling mys3lf is all I think about
no point being here
kms
my daughter said she wants to unalive herself
sewerslide thoughts
I feel suicidal
im suicidle
I wan\u200bt to d\u200bie
wish I'd never been born
He told me he'd rather be dead than carry on
Nan has stopped eating and says she wants to die
My brother tried to take his own life last night and A&E sent him home
I've saved up my tablets
would anyone even notice if I was gone
my mate says hes going to hang himself
I used to self-harm years ago and now I want to again
nobody cares if I live or die
ive got the tablets lined up""",
            "safeguarding.domestic_abuse": """he hits me when he's drunk
my husband hit me again last night
I'm scared to go home
he won't let me see my friends
My ex said he will kill me and the kids
he put his hands round my throat""",
            "safeguarding.abuse": """my neighbour's kids are left home alone all night
there are cigarette burns on the baby's legs
I heard him hitting the kids again
her uncle touches my daughter""",
            "safeguarding.neglect": """nan was left in her own mess for hours
she has not been fed since yesterday
the carer slapped my dad
carers are rough with my mum
they tie her to the chair
No one has washed her for two weeks""",
            "safeguarding.at_risk": """mum has gone missing from the care home
an old lady wandering the streets in her nightie
my neighbour hasn't been seen for days""",
            "safeguarding.exploitation": "my carer is stealing money from my purse",
            "abuse.threat": """I'll burn the place down
we know where you live
the doctor should be shot
watch your back
I am going to smash your face in""",
            "abuse.attack": """that receptionist is a fat cow
you are a disgrace and an idiot
you lot are useless wankers
I hope you die""",
            "abuse.discrimination": """go back to your own country
bloody foreigners taking our appointments
dirty p@kis everywhere
I don't want to be treated by a black doctor""",
            "abuse.lewd": "nice tits on that nurse",
            "illegal.drugs": """selling diazepam cheap
Tramadol available, no prescription needed""",
            "malicious_link.social_engineering": "Your account will be suspended, verify your details now",
        }.items()
        for text in texts.split("\n")
    ],
)
def test_a_phrase_is_flagged_under_its_sub_kind(patterns, text, kind):
    scores = patterns.score([text])[0].scores
    assert scores[kind] >= 0.5
    assert kind.partition(".")[0] in thresholded(scores, HALF)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Use discount code SAVE20 at checkout", "advertising"),
        ("Invest in bitcoin today and double your profits", "advertising"),
        ("keto gummies, link in bio", "advertising"),
        ("Vote Labour on Thursday", "political"),
        ("The Tories have wrecked our NHS", "political"),
        ("Dr Bloggs is a fraud", "defamation"),
        ("Nurse Wren Tully stole my mum's rings", "defamation"),
        ("Has anyone found a lost cat near the church?", "off_topic"),
        ("claim your refund http://nhs-refund.example", "malicious_link"),
        ("https://bit.ly/3abc", "malicious_link"),
        ("http://192.0.2.7/login", "malicious_link"),
        ("hxxps://bad[.]example/x", "malicious_link"),
        ("https://xn--nh-fka.example/", "malicious_link"),
        ("https://nhs.uk@evil.example/", "malicious_link"),
        ("get example.com/letter.pdf.exe", "malicious_link"),
        ("https://marshhub.top/", "malicious_link"),
        ("javascript:alert(1)", "malicious_link"),
    ],
)
def test_a_category_is_flagged_alone(patterns, text, category):
    assert thresholded(patterns.score([text])[0].scores, HALF) == [category]


@pytest.mark.parametrize(
    "text",
    [
        "this queue is killing me",
        "dying for a cuppa",
        "cakes to die for",
        "suicide prevention training on Tuesday",
        "I'm not suicidal",
        "If you feel suicidal call Samaritans on 116 123",
        "cut myself shaving",
        "hurt myself falling down the stairs",
        "he beat me to the last appointment",
        "the nurse took all my tablets away",
        "I can't go on the website",
        "bruise on my arm from the blood test",
        "I used to self-harm years ago but I'm much better now",
        "A walk in memory of those lost to suicide",
        "Free course: spotting the signs of domestic abuse",
        "the dog went missing near the surgery",
        "half the prescription is missing",
        "bed sores healed well thanks to the district nurse",
        "I burned myself on the kettle and the nurse dressed it",
        "my mum wanted to die at home and the hospice made it happen",
        "I'm so f***ing tired",
        "Honestly the parking is bloody awful",
        "this is shit",
        "Scunthorpe, Penistone and Sussex all have good surgeries",
        "Dick Whitby sat in the cockpit to assess the arsenal in Titchmarsh",
        "the finger prick test was fine",
        "they called me a fat cow",
        "he was told to go back to his own country",
        "I'd kill for an appointment",
        "the pain is killing me",
        "In labour for 20 hours on the labour ward",
        "conservative treatment worked well",
        "the surgery is a joke",
        "my gp is useless at phoning back",
        "see https://www.nhs.uk/conditions/asthma",
        "www.example.org has the leaflet",
        "https://marshhub.example/news",
        "collected my diazepam prescription from the pharmacy",
        "my cat scratched me and the nurse cleaned it",
        "I was left alone in the waiting room",
        "I thought I was going to die but the paramedics were amazing",
        "do not wait until I cut down the odd few drinks",
        "my toddler was crying all night with earache",
        "Your phone system is pathetic",
        "the number 9 bus from High Street",
        "Very quick. Staff friendly and helpful",
    ],
)
def test_a_hard_negative_is_not_flagged(patterns, text):
    assert thresholded(patterns.score([text])[0].scores, HALF) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("what f*ck is this", "f*ck"),
        ("f u c k this", "f u c k"),
        ("f.u.c.k this", "f.u.c.k"),
        ("fuuuuck this", "fuuuuck"),
        ("fu\u200bck this", "fu\u200bck"),
        ("fuсk this", "fuсk"),
        ("ｆｕｃｋ this", "ｆｕｃｋ"),
        ("sh1t happens", "sh1t"),
        ("$hit happens", "$hit"),
        ("b*ll*cks to it", "b*ll*cks"),
        ("fu ck this", "fu ck"),
    ],
)
def test_disguised_profanity_is_seen_with_its_place(patterns, text, span):
    scored = patterns.score([text])[0]
    assert [w["text"] for w in scored.why(text) if w["detector"] == "profanity"] == [span]
    assert scored.scores["abuse.profanity"] >= 0.6
    assert scored.scores["abuse"] < 0.5


@pytest.mark.parametrize(
    ("text", "parent", "category"),
    [
        ("You should take 400mg ibuprofen", None, "advice"),
        ("Sign the petition to save our hospital", None, "campaign"),
        ("Personally I think the trust is wrong", None, "personal_view"),
        ("Our draft budget is not yet public", None, "confidential"),
        ("Praise the Lord and pray for us", None, "religious"),
        ("We may see them in court: legal action", None, "legal"),
        ("20% off with my code", None, "personal_gain"),
        ("It opens at nine", "When does the hub open?", "conversation"),
        ("shit happens", None, "tone"),
    ],
)
def test_our_own_posts_have_categories_of_their_own(patterns, text, parent, category):
    scored = patterns.score([text], [parent], direction="outbound")[0]
    assert category in thresholded(scored.scores, dict.fromkeys(OUTBOUND, 0.5))
    assert set(OUTBOUND) <= set(scored.scores)


def test_an_answer_that_refers_to_our_address_is_no_conversation(patterns):
    answer = "Please write to info@healthwatchmarsh.example.org"
    assert patterns.score([answer], ["When?"], direction="outbound")[0].scores["conversation"] == 0.1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the staff were very kind to my mum", "en"),
        ("Obsługa była bardzo miła ale nie na czas", "pl"),
        ("Персонал был очень добрый", "ru"),
        ("Mae'r staff yn dda iawn ac rydw i wedi bod yn hapus", "cy"),
        ("nie chcę już żyć", "pl"),
        ("🙏🙏🙏 all lined up, ready 🌙", "en"),
        ("aye wis a' guid, the nurse wis braw", "en"),
        ("আমার মা হাসপাতালে", "bn"),
        ("thanks", "en"),
        ("", "und"),
        ("👍👍", "und"),
    ],
)
def test_language_is_told_only_where_it_can_be(patterns, text, language):
    assert patterns.score([text])[0].language == language
