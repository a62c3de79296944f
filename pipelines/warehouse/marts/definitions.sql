-- What the platforms' figures mean, and whether they may be added. Figures that are not named here are never added.

insert into figures.metric_definition
select unnest(string_split(platforms, ' ')), metric, name, definition, null, null, is_additive
from (values
    ('website', 'views', 'Views', 'Every time a page was opened, repeats included.', true),
    ('website', 'pageviews', 'Page views', 'Every time a page was opened, repeats included.', true),
    ('facebook instagram', 'reach', 'Reach', 'An estimate of the different people who saw it at least once.', false),
    ('x', 'impressions', 'Impressions', 'How often it was seen on X.', true),
    ('website', 'visitors', 'Visitors', 'An estimate of the different people who came.', false),
    ('website', 'active_users', 'Active users', 'An estimate of the different people who came and stayed.', false),
    ('website', 'users', 'Users', 'An estimate of the different people who came.', false),
    ('website', 'visits', 'Visits', 'Sittings of one person; one that spans two days counts in both.', true),
    ('website', 'nb_visits', 'Visits', 'Sittings of one person; one that spans two days counts in both.', true),
    ('website', 'sessions', 'Sessions', 'Sittings of one person; one that spans two days counts in both.', true),
    ('website', 'event_count', 'Events', 'Everything that was counted on the pages.', true),
    ('facebook instagram', 'viewers', 'Viewers', 'An estimate of the different people who saw something.', false),
    ('facebook instagram x', 'engagements', 'Engagements', 'Every act on it that the platform counts.', true),
    ('facebook instagram', 'content_interactions', 'Interactions', 'Reactions, comments, shares and saves, as the platform adds them.', true),
    ('facebook', 'reactions', 'Reactions', 'Likes and the other reactions.', true),
    ('facebook instagram x', 'likes', 'Likes', 'Likes.', true),
    ('facebook instagram', 'comments', 'Comments', 'Comments, answers included, as the platform counts them.', true),
    ('x', 'replies', 'Replies', 'Replies, as the platform counts them.', true),
    ('facebook instagram x', 'shares', 'Shares', 'How often it was passed on.', true),
    ('x', 'reposts', 'Reposts', 'How often it was reposted.', true),
    ('instagram', 'saves', 'Saves', 'How often it was kept for later.', true),
    ('x', 'bookmarks', 'Bookmarks', 'How often it was kept for later.', true),
    ('facebook instagram x', 'follows', 'New follows', 'New followers.', true),
    ('facebook', 'facebook_follows', 'New follows', 'New followers.', true),
    ('x', 'unfollows', 'Unfollows', 'Followers who left.', true),
    ('facebook instagram x', 'clicks_link', 'Link clicks', 'How often a link in it was opened.', true),
    ('facebook x', 'clicks_other', 'Other clicks', 'Clicks on anything else.', true),
    ('facebook', 'total_clicks', 'Clicks', 'All clicks.', true),
    ('x', 'profile_visits', 'Profile visits', 'How often the profile was opened.', true),
    ('facebook instagram', 'seconds_viewed', 'Seconds viewed', 'Time that people spent viewing it.', true)
) as given (platforms, metric, name, definition, is_additive);

-- Where a platform changed what a figure means, with the day, so that no change is computed across it. Meta made views its one
-- figure on Instagram in August and on Facebook in November 2024 - before, only plays of videos were called so - and its exports
-- stopped giving impressions in April and November 2025 (developers.facebook.com, version 22 and Page Insights updates).
insert into figures.metric_definition
select platform, metric, name, definition, valid_from::date, valid_to::date, true
from (values
    ('instagram', 'views', 'Plays of videos', 'How often a video was begun, by the older count.', null, '2024-07-31'),
    ('instagram', 'views', 'Views', 'Every time it was on a screen, repeats included.', '2024-08-01', null),
    ('facebook', 'views', 'Plays of videos', 'How often a video was begun, by the older count.', null, '2024-11-14'),
    ('facebook', 'views', 'Views', 'Every time it was on a screen, repeats included.', '2024-11-15', null),
    ('instagram', 'impressions', 'Impressions', 'How often it was shown, by the older count that views replaced.', null, '2025-04-21'),
    ('facebook', 'impressions', 'Impressions', 'How often it was shown, by the older count that views replaced.', null, '2025-11-15')
) as given (platform, metric, name, definition, valid_from, valid_to);
