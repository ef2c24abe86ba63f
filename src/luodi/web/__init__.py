"""The site: what the packages below give, kept in a database and shown to the people of an office.

Everything that happens to a matter goes through `follow.act`, whether it came from a page, the API or a spreadsheet;
everything a person does is put on record by `audit.record` in the same transaction. Judgements (lights, reminders,
notices) are made by `luodi.delivery` and only stored here, so that lists can be filtered and counted.
"""
