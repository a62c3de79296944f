window.YTD.account.part0 = [
  {
    "account": {
      "email": "office@example.org",
      "username": "HWExampleshire",
      "accountId": "777000",
      "createdAt": "2013-04-02T08:00:00.000Z",
      "accountDisplayName": "Healthwatch Exampleshire"
    }
  }
]