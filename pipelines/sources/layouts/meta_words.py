"""The column names of Meta's content exports, in English and Portuguese, and the figures that they stand for."""

from __future__ import annotations

PROPERTIES = (
    "Post ID", "Video asset ID", "Universal video ID", "Page ID", "Page name", "Account ID", "Account username",
    "Account name", "Title", "Description", "Publish time", "Caption type", "Permalink", "Is crosspost", "Is share",
    "Post type", "Languages", "Custom labels", "Funded content status", "Data comment", "Date",
)  # fmt: skip
FACEBOOK_ONLY = ("Page ID", "Page name", "Video asset ID", "Reactions", "Reactions, Comments and Shares")

# Figures that are always whole.
COUNTS = (
    "Views", "Reach", "Impressions", "Reactions", "Likes", "Comments", "Shares", "Saves", "Follows", "Total clicks",
    "Link Clicks", "Other Clicks",
)  # fmt: skip

# Header (as compared) to the figure's name, where that is not simply the header's slug.
FIGURE_NAMES = {"link clicks": "clicks_link", "other clicks": "clicks_other"}

FIGURES = (
    "Duration (sec)", "Views", "Reach", "Impressions", "Reactions, Comments and Shares", "Reactions", "Likes",
    "Comments", "Shares", "Saves", "Follows", "Total clicks", "Link Clicks", "Other Clicks",
    "Matched Audience Targeting Consumption (Photo Click)", "Matched Audience Targeting Consumption (Video Click)",
    "Negative feedback from users: Hide all", "Negative feedback from users: Hide", "Seconds viewed",
    "Average Seconds viewed", "Estimated earnings (USD)", "Ad CPM (USD)", "Ad impressions", "REELS_PLAYS:COUNT",
)  # fmt: skip

FROM_PORTUGUESE = {
    "identificação da publicação": "Post ID",
    "identificação da página": "Page ID",
    "nome da página": "Page name",
    "identificação da conta": "Account ID",
    "nome de usuário da conta": "Account username",
    "nome da conta": "Account name",
    "título": "Title",
    "descrição": "Description",
    "duração (s)": "Duration (sec)",
    "duração (seg.)": "Duration (sec)",
    "horário de publicação": "Publish time",
    "link permanente": "Permalink",
    "tipo de publicação": "Post type",
    "tipo de legenda": "Caption type",
    "é publicação cruzada": "Is crosspost",
    "é compartilhamento": "Is share",
    "idiomas": "Languages",
    "comentário sobre os dados": "Data comment",
    "comentário de dados": "Data comment",
    "data": "Date",
    "visualizações": "Views",
    "alcance": "Reach",
    "impressões": "Impressions",
    "reações": "Reactions",
    "reações, comentários e compartilhamentos": "Reactions, Comments and Shares",
    "curtidas": "Likes",
    "comentários": "Comments",
    "compartilhamentos": "Shares",
    "salvamentos": "Saves",
    "seguimentos": "Follows",
    "total de cliques": "Total clicks",
    "cliques no link": "Link Clicks",
    "outros cliques": "Other Clicks",
    "segundos visualizados": "Seconds viewed",
}

# Headers by which a German export shows whose it is.
GERMAN = {
    "konto-id": "instagram",
    "konto-benutzername": "instagram",
    "kontoname": "instagram",
    "seiten-id": "facebook",
    "seitenname": "facebook",
}
