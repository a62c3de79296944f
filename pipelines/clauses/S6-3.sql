-- clause: S6-3
-- asks: We publish what concerns our own projects, surveys and activities.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Topics are told by the words of posts. A week without such a post breaks nothing: the policy says what may be shared.
select channel, week, state, reason, evidence from own_about(['activity', 'survey', 'event', 'report'], [], 'about it')
