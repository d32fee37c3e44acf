# Manual pages.

dist_man_MANS += man/newsievectl.1 man/newsieve.7 man/newsieved.8 man/newsieved.yaml.5
