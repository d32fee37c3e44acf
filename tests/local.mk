# tests/unit: one program per module, linked with its layer and below.

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
unit_tests = \
	tests/unit/test_picture \
	tests/unit/test_gather \
	tests/unit/test_source \
	tests/unit/test_dispatch \
	tests/unit/test_address \
	tests/unit/test_also \
	tests/unit/test_answered \
	tests/unit/test_archive \
	tests/unit/test_audience \
	tests/unit/test_base \
	tests/unit/test_charset \
	tests/unit/test_control \
	tests/unit/test_chain \
	tests/unit/test_conf \
	tests/unit/test_conf_files \
	tests/unit/test_crash \
	tests/unit/test_date \
	tests/unit/test_deliver \
	tests/unit/test_due \
	tests/unit/test_feed \
	tests/unit/test_field \
	tests/unit/test_header \
	tests/unit/test_host \
	tests/unit/test_html \
	tests/unit/test_html_safe \
	tests/unit/test_hold \
	tests/unit/test_identity \
	tests/unit/test_inside \
	tests/unit/test_ipc \
	tests/unit/test_log \
	tests/unit/test_mailcheck \
	tests/unit/test_message \
	tests/unit/test_message_read \
	tests/unit/test_mailbox \
	tests/unit/test_maildir \
	tests/unit/test_notice \
	tests/unit/test_explained \
	tests/unit/test_place \
	tests/unit/test_plan \
	tests/unit/test_query \
	tests/unit/test_refusals \
	tests/unit/test_reverse \
	tests/unit/test_revise \
	tests/unit/test_revision \
	tests/unit/test_sites \
	tests/unit/test_sentence \
	tests/unit/test_sketch \
	tests/unit/test_slice \
	tests/unit/test_recall \
	tests/unit/test_state \
	tests/unit/test_state_archive \
	tests/unit/test_target \
	tests/unit/test_topic \
	tests/unit/test_transfer \
	tests/unit/test_url \
	tests/unit/test_word \
	tests/unit/test_work

EXTRA_DIST += tests/unit/tap.h

tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = $(BASE_LINK)
tests_unit_test_also_SOURCES = tests/unit/test_also.c
tests_unit_test_also_LDADD = $(PARENT_LINK)
tests_unit_test_answered_SOURCES = tests/unit/test_answered.c
tests_unit_test_answered_LDADD = $(FEED_LINK)
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_LDADD = $(BASE_LINK)
tests_unit_test_field_SOURCES = tests/unit/test_field.c
tests_unit_test_field_LDADD = $(BASE_LINK)
tests_unit_test_sentence_SOURCES = tests/unit/test_sentence.c
tests_unit_test_sentence_LDADD = $(FEED_LINK)
tests_unit_test_transfer_SOURCES = tests/unit/test_transfer.c
tests_unit_test_transfer_LDADD = $(BASE_LINK)
tests_unit_test_control_SOURCES = tests/unit/test_control.c
tests_unit_test_control_LDADD = $(PARENT_LINK)
tests_unit_test_chain_SOURCES = tests/unit/test_chain.c tests/unit/dice.h
tests_unit_test_chain_LDADD = $(FEED_LINK)
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c tests/unit/conf_errors.h \
	tests/unit/conf_parse.h tests/unit/conf_slips.h
tests_unit_test_conf_LDADD = $(CONF_LINK)
tests_unit_test_conf_files_SOURCES = tests/unit/test_conf_files.c \
	tests/unit/conf_parse.h
tests_unit_test_conf_files_LDADD = $(CONF_LINK)
tests_unit_test_inside_SOURCES = tests/unit/test_inside.c tests/unit/dice.h
tests_unit_test_inside_LDADD = $(CONF_LINK)
tests_unit_test_slice_SOURCES = tests/unit/test_slice.c
tests_unit_test_slice_LDADD = $(CONF_LINK)
tests_unit_test_ipc_SOURCES = tests/unit/test_ipc.c
tests_unit_test_ipc_LDADD = $(IPC_LINK)
tests_unit_test_dispatch_SOURCES = tests/unit/test_dispatch.c
tests_unit_test_dispatch_LDADD = $(PARENT_LINK)
tests_unit_test_gather_SOURCES = tests/unit/test_gather.c
tests_unit_test_gather_LDADD = $(PARENT_LINK)
tests_unit_test_audience_SOURCES = tests/unit/test_audience.c
tests_unit_test_audience_LDADD = $(PARENT_LINK)
tests_unit_test_sites_SOURCES = tests/unit/test_sites.c
tests_unit_test_sites_LDADD = $(PARENT_LINK)
tests_unit_test_due_SOURCES = tests/unit/test_due.c
tests_unit_test_due_LDADD = $(PARENT_LINK)
tests_unit_test_source_SOURCES = tests/unit/test_source.c
tests_unit_test_source_LDADD = $(PARENT_LINK)
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c
tests_unit_test_plan_LDADD = $(PARENT_LINK)
tests_unit_test_mailcheck_SOURCES = tests/unit/test_mailcheck.c
tests_unit_test_mailcheck_LDADD = $(PARENT_LINK)
tests_unit_test_address_SOURCES = tests/unit/test_address.c
tests_unit_test_address_LDADD = $(FETCH_LINK)
tests_unit_test_header_SOURCES = tests/unit/test_header.c
tests_unit_test_header_LDADD = $(FETCH_LINK)
tests_unit_test_host_SOURCES = tests/unit/test_host.c
tests_unit_test_host_LDADD = $(FETCH_LINK)
tests_unit_test_explained_SOURCES = tests/unit/test_explained.c
tests_unit_test_explained_LDADD = $(CTL_LINK)
tests_unit_test_picture_SOURCES = tests/unit/test_picture.c
tests_unit_test_picture_LDADD = $(FEED_LINK)
tests_unit_test_target_SOURCES = tests/unit/test_target.c
tests_unit_test_target_LDADD = $(CONF_LINK)
tests_unit_test_mailbox_SOURCES = tests/unit/test_mailbox.c
tests_unit_test_mailbox_LDADD = $(FETCH_LINK)
tests_unit_test_place_SOURCES = tests/unit/test_place.c
tests_unit_test_place_LDADD = $(FETCH_LINK)
tests_unit_test_date_SOURCES = tests/unit/test_date.c \
	tests/unit/date_samples.h tests/unit/date_words.h
tests_unit_test_date_LDADD = $(BASE_LINK)
tests_unit_test_identity_SOURCES = tests/unit/test_identity.c
tests_unit_test_identity_LDADD = $(FEED_LINK)
tests_unit_test_archive_SOURCES = tests/unit/test_archive.c
tests_unit_test_archive_LDADD = $(FEED_LINK)
tests_unit_test_charset_SOURCES = tests/unit/test_charset.c
tests_unit_test_charset_LDADD = $(FEED_LINK)
tests_unit_test_feed_SOURCES = tests/unit/test_feed.c
tests_unit_test_feed_LDADD = $(FEED_LINK)
tests_unit_test_hold_SOURCES = tests/unit/test_hold.c tests/unit/dice.h
tests_unit_test_hold_LDADD = $(FEED_LINK)
tests_unit_test_html_SOURCES = tests/unit/test_html.c tests/unit/html_make.h
tests_unit_test_html_LDADD = $(FEED_LINK)
tests_unit_test_html_safe_SOURCES = tests/unit/test_html_safe.c \
	tests/unit/dice.h tests/unit/html_make.h tests/unit/html_soup.h \
	tests/unit/html_vectors.h
tests_unit_test_html_safe_LDADD = $(FEED_LINK)
tests_unit_test_message_SOURCES = tests/unit/test_message.c
tests_unit_test_message_LDADD = $(FEED_LINK)
tests_unit_test_message_read_SOURCES = tests/unit/test_message_read.c
tests_unit_test_message_read_LDADD = $(FEED_LINK)
tests_unit_test_query_SOURCES = tests/unit/test_query.c \
	tests/unit/query_find.h
tests_unit_test_query_LDADD = $(FEED_LINK)
tests_unit_test_refusals_SOURCES = tests/unit/test_refusals.c \
	tests/unit/query_find.h
tests_unit_test_refusals_LDADD = $(FEED_LINK)
tests_unit_test_reverse_SOURCES = tests/unit/test_reverse.c tests/unit/dice.h
tests_unit_test_reverse_LDADD = $(FEED_LINK)
tests_unit_test_revise_SOURCES = tests/unit/test_revise.c
tests_unit_test_revise_LDADD = $(PARSE_LINK)
tests_unit_test_revision_SOURCES = tests/unit/test_revision.c
tests_unit_test_revision_LDADD = $(FEED_LINK)
tests_unit_test_sketch_SOURCES = tests/unit/test_sketch.c tests/unit/prose.h
tests_unit_test_sketch_LDADD = $(FEED_LINK)
tests_unit_test_topic_SOURCES = tests/unit/test_topic.c
tests_unit_test_topic_LDADD = $(FEED_LINK)
tests_unit_test_url_SOURCES = tests/unit/test_url.c
tests_unit_test_url_LDADD = $(FEED_LINK)
tests_unit_test_word_SOURCES = tests/unit/test_word.c
tests_unit_test_word_LDADD = $(FEED_LINK)
tests_unit_test_work_SOURCES = tests/unit/test_work.c
tests_unit_test_work_LDADD = $(PARSE_LINK)

# What writes files is run with faults: see tests/unit/faults.h.
faults_sources = tests/unit/faults.c tests/unit/faults.h tests/unit/tree.h
world_sources = $(faults_sources) tests/unit/world.c tests/unit/world.h
tests_unit_test_crash_SOURCES = tests/unit/test_crash.c tests/unit/sanitized.h $(world_sources)
tests_unit_test_crash_LDADD = $(PARENT_LINK)
tests_unit_test_deliver_SOURCES = tests/unit/test_deliver.c $(world_sources)
tests_unit_test_deliver_LDADD = $(PARENT_LINK)
tests_unit_test_maildir_SOURCES = tests/unit/test_maildir.c $(faults_sources)
tests_unit_test_maildir_LDADD = $(PARENT_LINK)
tests_unit_test_notice_SOURCES = tests/unit/test_notice.c $(world_sources)
tests_unit_test_notice_LDADD = $(PARENT_LINK)
tests_unit_test_recall_SOURCES = tests/unit/test_recall.c $(world_sources)
tests_unit_test_recall_LDADD = $(PARENT_LINK)
tests_unit_test_state_archive_SOURCES = tests/unit/test_state_archive.c \
	$(faults_sources)
tests_unit_test_state_archive_LDADD = $(PARENT_LINK)
tests_unit_test_state_SOURCES = tests/unit/test_state.c $(faults_sources)
tests_unit_test_state_LDADD = $(PARENT_LINK)

# tests/fuzz: fuzz_NAME.c with seeds in corpus/NAME.  Every check replays the
# corpus; configured with --enable-fuzz (CC=clang) they are libFuzzer's.

fuzz_targets = \
	tests/fuzz/fuzz_archive \
	tests/fuzz/fuzz_charset \
	tests/fuzz/fuzz_conf \
	tests/fuzz/fuzz_date \
	tests/fuzz/fuzz_dialogue \
	tests/fuzz/fuzz_feed \
	tests/fuzz/fuzz_html \
	tests/fuzz/fuzz_mail \
	tests/fuzz/fuzz_query \
	tests/fuzz/fuzz_revision \
	tests/fuzz/fuzz_topic \
	tests/fuzz/fuzz_url \
	tests/fuzz/fuzz_wire

AM_LDFLAGS =
if FUZZ
AM_CFLAGS += -fsanitize=fuzzer-no-link,address,undefined
AM_LDFLAGS += -fsanitize=address,undefined
FUZZ_MAIN = $(FUZZ_ENGINE)
noinst_PROGRAMS += $(fuzz_targets)
else
FUZZ_MAIN = tests/fuzz/libreplay.a
check_LIBRARIES = tests/fuzz/libreplay.a
tests_fuzz_libreplay_a_SOURCES = tests/fuzz/replay.c
tests_fuzz_libreplay_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFUZZ_CORPUS='"$(abs_top_srcdir)/tests/fuzz/corpus"'
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
endif

EXTRA_DIST += tests/fuzz/corpus

tests_fuzz_fuzz_archive_SOURCES = tests/fuzz/fuzz_archive.c
tests_fuzz_fuzz_archive_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_charset_SOURCES = tests/fuzz/fuzz_charset.c
tests_fuzz_fuzz_charset_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c
tests_fuzz_fuzz_conf_LDADD = $(FUZZ_MAIN) $(CONF_LINK)
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c
tests_fuzz_fuzz_feed_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_html_SOURCES = tests/fuzz/fuzz_html.c
tests_fuzz_fuzz_html_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_mail_SOURCES = tests/fuzz/fuzz_mail.c
tests_fuzz_fuzz_mail_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz_date.c
tests_fuzz_fuzz_date_LDADD = $(FUZZ_MAIN) $(BASE_LINK)
tests_fuzz_fuzz_dialogue_SOURCES = tests/fuzz/fuzz_dialogue.c
tests_fuzz_fuzz_dialogue_LDADD = $(FUZZ_MAIN) $(FETCH_LINK)
tests_fuzz_fuzz_query_SOURCES = tests/fuzz/fuzz_query.c
tests_fuzz_fuzz_query_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_revision_SOURCES = tests/fuzz/fuzz_revision.c
tests_fuzz_fuzz_revision_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_topic_SOURCES = tests/fuzz/fuzz_topic.c
tests_fuzz_fuzz_topic_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_url_SOURCES = tests/fuzz/fuzz_url.c
tests_fuzz_fuzz_url_LDADD = $(FUZZ_MAIN) $(FEED_LINK)
tests_fuzz_fuzz_wire_SOURCES = tests/fuzz/fuzz_wire.c
tests_fuzz_fuzz_wire_LDADD = $(FUZZ_MAIN) src/libconf.a $(YAML_LIBS) $(IPC_LINK)

# Feeds into mail: tests/golden/mail/NAME.xml with NAME.topics and NAME.mails.

check_PROGRAMS += tests/golden/compose_mail
TESTS += tests/golden/mail.py tests/golden/mail_any.py
EXTRA_DIST += tests/golden/mail.py tests/golden/mail_any.py tests/golden/mail
tests_golden_compose_mail_SOURCES = tests/golden/compose_mail.c
tests_golden_compose_mail_LDADD = $(FEED_LINK)

# Notices of all kinds, as the parse worker composes them.

check_PROGRAMS += tests/golden/compose_notice
TESTS += tests/golden/notice.py
EXTRA_DIST += tests/golden/notice.py tests/golden/notice
tests_golden_compose_notice_SOURCES = tests/golden/compose_notice.c
tests_golden_compose_notice_LDADD = $(PARSE_LINK)

# tests/golden: documents and what is to come of them, feed library only.

check_PROGRAMS += tests/golden/parse_feed
tests_golden_parse_feed_SOURCES = tests/golden/parse_feed.c tests/unit/sanitized.h
tests_golden_parse_feed_LDADD = $(FEED_LINK)
goldens = tests/golden/feed.py
TESTS += $(goldens)
EXTRA_DIST += $(goldens) tests/golden/rss tests/golden/atom \
	tests/golden/json tests/golden/charset tests/golden/dates \
	tests/golden/broken tests/golden/hostile

# tests/lint: what reads the tree rather than running it.

lints = tests/lint/archive.sh tests/lint/columns_man.py tests/lint/ctl.py \
	tests/lint/headers.sh \
	tests/lint/layers.py tests/lint/links_man.py tests/lint/man.sh \
	tests/lint/shell.sh \
	tests/lint/sizes.py tests/lint/units.sh tests/lint/words.py
TESTS += $(lints)
EXTRA_DIST += $(lints) tests/lint/source.py tests/run .ci/run \
	.clang-format .editorconfig .gitignore

# tests/integration: the programs, run from outside.

integration_tests = \
	tests/integration/browser.py \
	tests/integration/clients.py \
	tests/integration/copies.py \
	tests/integration/crash.py \
	tests/integration/crash_random.py \
	tests/integration/ctl.py \
	tests/integration/daemon.py \
	tests/integration/exec.py \
	tests/integration/explain.py \
	tests/integration/fetch.py \
	tests/integration/flood.py \
	tests/integration/images.py \
	tests/integration/matrix.py \
	tests/integration/notices.py \
	tests/integration/rescue.py \
	tests/integration/send.py \
	tests/integration/spool.py \
	tests/integration/once.py \
	tests/integration/updates.py \
	tests/integration/wild.py \
	tests/integration/worker.py
TESTS += $(integration_tests)
EXTRA_DIST += $(integration_tests) tests/integration/kit.py \
	tests/integration/httpd.py tests/integration/mailserver.py \
	tests/integration/wire.py

check_PROGRAMS += tests/integration/run_fetch
tests_integration_run_fetch_SOURCES = tests/integration/run_fetch.c
tests_integration_run_fetch_LDADD = $(FETCH_LINK)

# tests/bench: "make bench" prints ratios against floors; not part of check.

bench_programs = tests/bench/bench_copies tests/bench/bench_deliver \
	tests/bench/bench_mail tests/bench/bench_parse \
	tests/bench/bench_query tests/bench/bench_state \
	tests/bench/bench_topic \
	tests/bench/floor tests/bench/server
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += tests/bench/bench.py tests/bench/instructions.sh
bench_fill = tests/bench/fill.h tests/unit/prose.h
tests_bench_bench_copies_SOURCES = tests/bench/bench_copies.c $(bench_fill)
tests_bench_bench_copies_LDADD = src/libfeed.a $(FEED_LINK) $(PARENT_LINK)
tests_bench_bench_deliver_SOURCES = tests/bench/bench_deliver.c $(bench_fill)
tests_bench_bench_deliver_LDADD = $(PARENT_LINK)
tests_bench_bench_mail_SOURCES = tests/bench/bench_mail.c tests/bench/bench.h
tests_bench_bench_mail_LDADD = $(FEED_LINK)
tests_bench_bench_parse_SOURCES = tests/bench/bench_parse.c tests/bench/bench.h
tests_bench_bench_parse_LDADD = $(FEED_LINK)
tests_bench_bench_query_SOURCES = tests/bench/bench_query.c tests/bench/bench.h
tests_bench_bench_query_LDADD = $(FEED_LINK)
tests_bench_bench_state_SOURCES = tests/bench/bench_state.c $(bench_fill)
tests_bench_bench_state_LDADD = $(PARENT_LINK)
tests_bench_bench_topic_SOURCES = tests/bench/bench_topic.c tests/bench/bench.h
tests_bench_bench_topic_LDADD = $(FEED_LINK)
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_LDADD = $(CURL_LIBS) $(EVENT_LIBS)
tests_bench_server_SOURCES = tests/bench/server.c
tests_bench_server_LDADD = $(EVHTTP_LIBS) $(EVENT_LIBS)

bench: newsieved tests/golden/parse_feed $(bench_programs)
	python3 $(srcdir)/tests/bench/bench.py $(BENCH_FLAGS)
	tests/bench/bench_copies
	tests/bench/bench_deliver
	tests/bench/bench_mail
	tests/bench/bench_state
	tests/bench/bench_parse
	sh $(srcdir)/tests/bench/instructions.sh
	top_builddir=. python3 $(srcdir)/tests/golden/feed.py --measure
	tests/bench/bench_topic
	tests/bench/bench_query
.PHONY: bench

# What the man page says of keys is what the table says.
check_PROGRAMS += tests/lint/conf_table
tests_lint_conf_table_SOURCES = tests/lint/conf_table.c
tests_lint_conf_table_LDADD = $(CONF_LINK)
TESTS += tests/lint/table_man.py
EXTRA_DIST += tests/lint/table_man.py
