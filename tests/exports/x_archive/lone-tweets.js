window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2018263120081846273"
          ],
          "editableUntil": "2026-02-02T10:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://example.org\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Gone Invented",
            "screen_name": "gone_invented",
            "indices": [
              "0",
              "3"
            ],
            "id_str": "-1",
            "id": "-1"
          }
        ],
        "urls": []
      },
      "favorite_count": "3",
      "id_str": "2018263120081846273",
      "id": "2018263120081846273",
      "retweet_count": "1",
      "created_at": "Mon Feb 02 10:00:00 +0000 2026",
      "favorited": false,
      "full_text": "Tell us about pharmacy waits 💊 &amp; opening hours",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2018264378373046273"
          ],
          "editableUntil": "2026-02-02T10:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://example.org\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Gone Invented",
            "screen_name": "gone_invented",
            "indices": [
              "0",
              "3"
            ],
            "id_str": "-1",
            "id": "-1"
          }
        ],
        "urls": []
      },
      "favorite_count": "3",
      "id_str": "2018264378373046273",
      "id": "2018264378373046273",
      "retweet_count": "1",
      "created_at": "Mon Feb 02 10:05:00 +0000 2026",
      "favorited": false,
      "full_text": "You can also ring 01632 960123",
      "lang": "en",
      "in_reply_to_status_id_str": "2018263120081846273",
      "in_reply_to_status_id": "2018263120081846273",
      "in_reply_to_user_id_str": "777000",
      "in_reply_to_user_id": "777000",
      "in_reply_to_screen_name": "HWExampleshire"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2018610408453046273"
          ],
          "editableUntil": "2026-02-02T10:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://example.org\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Gone Invented",
            "screen_name": "gone_invented",
            "indices": [
              "0",
              "3"
            ],
            "id_str": "-1",
            "id": "-1"
          }
        ],
        "urls": []
      },
      "favorite_count": "0",
      "id_str": "2018610408453046273",
      "id": "2018610408453046273",
      "retweet_count": "0",
      "created_at": "Tue Feb 03 09:00:00 +0000 2026",
      "favorited": false,
      "full_text": "@pat_invented Thank you, we &lt;will&gt; pass this on",
      "lang": "en",
      "in_reply_to_status_id_str": "2018595308958646273",
      "in_reply_to_user_id_str": "888777",
      "in_reply_to_screen_name": "pat_invented"
    }
  }
]