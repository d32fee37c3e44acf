# One convenience library a room; what may link what stands in *_LINK.

noinst_LIBRARIES += src/libbase.a src/libconf.a src/libipc.a src/libfeed.a \
	src/libparse.a src/libfetch.a src/libparent.a src/libctl.a

src_libbase_a_SOURCES = \
	src/base/arena.c src/base/arena.h \
	src/base/base64.c src/base/base64.h \
	src/base/buf.c src/base/buf.h \
	src/base/cause.c src/base/cause.h \
	src/base/date.c src/base/date.h \
	src/base/date_civil.c src/base/date_civil.h \
	src/base/date_clock.c src/base/date_clock.h \
	src/base/date_fold.c src/base/date_fold.h \
	src/base/date_names.c src/base/date_names.h \
	src/base/date_piece.c src/base/date_piece.h \
	src/base/date_plain.c src/base/date_plain.h \
	src/base/date_print.c \
	src/base/date_scan.c src/base/date_scan.h \
	src/base/digest.c src/base/digest.h \
	src/base/header.c src/base/header.h src/base/header_decode.c \
	src/base/io.c src/base/io.h \
	src/base/keys.c src/base/keys.h \
	src/base/log.c src/base/log.h \
	src/base/near.c src/base/near.h \
	src/base/order.c src/base/order.h \
	src/base/pack.c src/base/pack.h \
	src/base/sketch.c src/base/sketch.h \
	src/base/transfer.c src/base/transfer.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/xmalloc.c src/base/xmalloc.h

src_libconf_a_SOURCES = \
	src/conf/address.c src/conf/address.h \
	src/conf/command.c src/conf/command.h src/conf/complex.c \
	src/conf/conf.c src/conf/conf.h \
	src/conf/feeds.c src/conf/file.c src/conf/include.c \
	src/conf/inside.c \
	src/conf/limits.c src/conf/limits.h \
	src/conf/parts.c src/conf/path.c \
	src/conf/read.c src/conf/read.h \
	src/conf/resolve.c src/conf/resolve_accounts.c src/conf/secret.c \
	src/conf/server.c src/conf/server.h \
	src/conf/slice.c src/conf/slice.h \
	src/conf/slice_topics.c src/conf/slice_topics.h \
	src/conf/syntax.c src/conf/syntax.h \
	src/conf/table.c src/conf/table.h \
	src/conf/target.c src/conf/target_read.c \
	src/conf/tree.c src/conf/tree.h \
	src/conf/value.c

src_libipc_a_SOURCES = \
	src/ipc/channel.c src/ipc/channel.h \
	src/ipc/memfd.c src/ipc/memfd.h \
	src/ipc/message.c src/ipc/message.h \
	src/ipc/result.c src/ipc/result.h \
	src/ipc/sandbox.c src/ipc/sandbox.h \
	src/ipc/wire.c src/ipc/wire.h

src_libfeed_a_SOURCES = \
	src/feed/abbreviation.c src/feed/abbreviation.h \
	src/feed/answered.c src/feed/answered.h \
	src/feed/archive.c src/feed/archive.h \
	src/feed/atom.c \
	src/feed/canonical.c \
	src/feed/chain.c src/feed/chain.h \
	src/feed/charset.c src/feed/charset.h \
	src/feed/charset_convert.c src/feed/charset_convert.h \
	src/feed/charset_detect.c src/feed/charset_detect.h \
	src/feed/charset_label.c src/feed/charset_label.h \
	src/feed/charset_language.c src/feed/charset_language.h \
	src/feed/charset_sample.c src/feed/charset_sample.h \
	src/feed/charset_utf8.c src/feed/charset_utf8.h \
	src/feed/charset_wide.c src/feed/charset_wide.h \
	src/feed/collect.c src/feed/collect.h \
	src/feed/collect_link.c src/feed/collect_link.h \
	src/feed/collect_media.c src/feed/collect_media.h \
	src/feed/collect_person.c src/feed/collect_person.h \
	src/feed/entity.c src/feed/entity.h \
	src/feed/draft.h src/feed/feed.c src/feed/feed.h src/feed/format.h \
	src/feed/html.c src/feed/html.h src/feed/html_internal.h \
	src/feed/html_beacon.c src/feed/html_doc.c \
	src/feed/html_list.c src/feed/html_list.h \
	src/feed/html_mend.c src/feed/html_names.c \
	src/feed/html_notes.c src/feed/html_notes.h \
	src/feed/html_object.c src/feed/html_page.c src/feed/html_page.h \
	src/feed/html_reduce.c src/feed/html_safe.c \
	src/feed/html_shown.c src/feed/html_shown.h \
	src/feed/html_style.c \
	src/feed/html_table.c src/feed/html_table.h \
	src/feed/html_tape.c src/feed/html_tape.h \
	src/feed/html_text.c src/feed/html_tree.c src/feed/html_tree.h \
	src/feed/html_twice.c src/feed/html_wrap.c \
	src/feed/glob.c src/feed/glob.h \
	src/feed/identity.c src/feed/identity.h src/feed/identity_judge.c \
	src/feed/identity_match.c src/feed/identity_match.h \
	src/feed/identity_table.c src/feed/identity_table.h \
	src/feed/image.c src/feed/image.h \
	src/feed/image_build.c src/feed/image_build.h \
	src/feed/image_order.c src/feed/image_pivots.c \
	src/feed/image_tables.c src/feed/image_vec.c \
	src/feed/jsonfeed.c src/feed/jsonfeed.h src/feed/jsonfeed_write.c \
	src/feed/keyword.c src/feed/keyword.h \
	src/feed/keyword_cover.c src/feed/keyword_cover.h \
	src/feed/letter.c src/feed/letter.h \
	src/feed/limits.c src/feed/limits.h \
	src/feed/links.c src/feed/links.h \
	src/feed/mend.c src/feed/mend.h \
	src/feed/mend_entity.c src/feed/mend_entity.h \
	src/feed/mend_names.c src/feed/mend_names.h \
	src/feed/mend_nest.c src/feed/mend_nest.h \
	src/feed/mend_open.c src/feed/mend_open.h \
	src/feed/mend_tag.c src/feed/mend_tag.h \
	src/feed/mend_text.c src/feed/mend_text.h \
	src/feed/message.c src/feed/message.h src/feed/message_body.c \
	src/feed/message_match.c \
	src/feed/message_read.c src/feed/message_read.h \
	src/feed/message_update.c src/feed/message_update.h \
	src/feed/message_view.c src/feed/message_view.h \
	src/feed/module.c \
	src/feed/namespace.c src/feed/namespace.h \
	src/feed/picture.c src/feed/picture.h \
	src/feed/query.h src/feed/query_check.c \
	src/feed/query_hold.c src/feed/query_hold.h \
	src/feed/query_lex.c src/feed/query_lex.h src/feed/query_parse.c \
	src/feed/query_regex.c src/feed/query_regex.h \
	src/feed/query_slip.c src/feed/query_slip.h \
	src/feed/reader.c src/feed/reader.h \
	src/feed/revision.c src/feed/revision.h \
	src/feed/revision_diff.c src/feed/revision_diff.h \
	src/feed/revision_internal.h src/feed/revision_show.c \
	src/feed/revision_words.c src/feed/revision_words.h \
	src/feed/rss.c \
	src/feed/sentence.c src/feed/sentence.h \
	src/feed/shingle.c src/feed/shingle.h \
	src/feed/slug.c src/feed/slug.h \
	src/feed/sniff.c src/feed/sniff.h \
	src/feed/text.c src/feed/text.h \
	src/feed/topic.c src/feed/topic.h \
	src/feed/topic_eval.c src/feed/topic_find.c src/feed/topic_hits.c \
	src/feed/topic_near.c src/feed/topic_passed.c \
	src/feed/topic_set.c src/feed/topic_set.h \
	src/feed/topic_story.c src/feed/topic_text.c src/feed/topic_why.c \
	src/feed/topic_words.c \
	src/feed/tracker.c src/feed/tracker.h \
	src/feed/url.c src/feed/url.h \
	src/feed/word.c src/feed/word.h src/feed/word_letters.c \
	src/feed/xml.c src/feed/xml.h

src_libparse_a_SOURCES = \
	src/parse/bulletin.c src/parse/bulletin.h \
	src/parse/compile.c src/parse/compile.h \
	src/parse/limits.c src/parse/limits.h \
	src/parse/edit.c src/parse/edit.h \
	src/parse/notice.c src/parse/notice.h \
	src/parse/parse.c src/parse/parse.h \
	src/parse/phrase.c src/parse/phrase.h \
	src/parse/receive.c src/parse/receive.h \
	src/parse/revise.c src/parse/revise.h \
	src/parse/work.c src/parse/work.h src/parse/work_internal.h

src_libfetch_a_SOURCES = \
	src/fetch/address.c src/fetch/address.h \
	src/fetch/fetch.c src/fetch/fetch.h \
	src/fetch/header.c src/fetch/header.h \
	src/fetch/heap.c src/fetch/heap.h \
	src/fetch/host.c src/fetch/host.h \
	src/fetch/dialogue.h \
	src/fetch/imap.c \
	src/fetch/lane.c src/fetch/lane.h \
	src/fetch/mailbox.c src/fetch/mailbox.h \
	src/fetch/multi.c src/fetch/multi.h \
	src/fetch/place.c src/fetch/place.h \
	src/fetch/reason.c src/fetch/reason.h \
	src/fetch/request.c src/fetch/request.h \
	src/fetch/session.c src/fetch/session.h \
	src/fetch/setup.c src/fetch/setup.h \
	src/fetch/smtp.c \
	src/fetch/transfer.c src/fetch/transfer.h

src_libparent_a_SOURCES = \
	src/parent/daemon.h \
	src/parent/also.c src/parent/also.h \
	src/parent/archive.c src/parent/archive.h \
	src/parent/audience.c src/parent/audience.h \
	src/parent/bands.c src/parent/bands.h \
	src/parent/batch.c src/parent/batch.h \
	src/parent/bulletins.c src/parent/bulletins.h \
	src/parent/child.c src/parent/child.h \
	src/parent/command.c src/parent/command.h \
	src/parent/compiler.c src/parent/compiler.h \
	src/parent/control.c src/parent/control.h \
	src/parent/copies.c src/parent/copies.h \
	src/parent/courier.c src/parent/courier.h \
	src/parent/deliver.c src/parent/deliver.h \
	src/parent/dirs.c src/parent/dirs.h \
	src/parent/dispatch.c src/parent/dispatch.h \
	src/parent/due.c src/parent/due.h \
	src/parent/explain.c src/parent/explain.h \
	src/parent/file.c src/parent/file.h \
	src/parent/filing.c src/parent/filing.h \
	src/parent/flood.c src/parent/flood.h \
	src/parent/gather.c src/parent/gather.h \
	src/parent/mailcheck.c src/parent/mailcheck.h \
	src/parent/maildir.c src/parent/maildir.h \
	src/parent/notify.c src/parent/notify.h \
	src/parent/once.c src/parent/once.h \
	src/parent/outbox.c src/parent/outbox.h \
	src/parent/parent.c src/parent/parent.h \
	src/parent/plan.c src/parent/plan.h \
	src/parent/parcel.c src/parent/parcel.h \
	src/parent/poll.c src/parent/poll.h \
	src/parent/recall.c src/parent/recall.h \
	src/parent/reload.c src/parent/reload.h \
	src/parent/route.c src/parent/route.h \
	src/parent/sched.c src/parent/sched.h \
	src/parent/sites.c src/parent/sites.h \
	src/parent/socket.c src/parent/socket.h \
	src/parent/settle.c \
	src/parent/source.c src/parent/source.h \
	src/parent/state.c src/parent/state.h src/parent/state_db.h \
	src/parent/state_archive.c src/parent/state_archive.h \
	src/parent/state_copy.c src/parent/state_copy.h \
	src/parent/state_feed.c src/parent/state_sql.c \
	src/parent/state_aside.c src/parent/state_aside.h \
	src/parent/state_filing.c src/parent/state_filing.h \
	src/parent/state_notice.c src/parent/state_notice.h \
	src/parent/state_outbox.c src/parent/state_outbox.h \
	src/parent/state_recall.c src/parent/state_recall.h \
	src/parent/replace.c src/parent/replace.h \
	src/parent/take.c src/parent/take.h \
	src/parent/update.c src/parent/update.h \
	src/parent/state_story.c src/parent/state_told.c src/parent/state_told.h \
	src/parent/status.c src/parent/status.h \
	src/parent/status_waiting.c src/parent/status_waiting.h \
	src/parent/target.c src/parent/target.h \
	src/parent/thread.c src/parent/thread.h

src_libctl_a_SOURCES = \
	src/ctl/client.c src/ctl/client.h \
	src/ctl/ctl.h \
	src/ctl/explain.c src/ctl/explained.c src/ctl/explained.h \
	src/ctl/explained_json.c \
	src/ctl/grid.c src/ctl/grid.h \
	src/ctl/match.c src/ctl/matched.c src/ctl/matched.h \
	src/ctl/names.c src/ctl/names.h \
	src/ctl/options.c src/ctl/options.h \
	src/ctl/parse.c src/ctl/poll.c \
	src/ctl/seen.c src/ctl/seen.h \
	src/ctl/source.c src/ctl/source.h \
	src/ctl/status.c \
	src/ctl/suggest.c src/ctl/suggest.h \
	src/ctl/topics.c src/ctl/topics.h

BASE_LINK = src/libbase.a $(CRYPTO_LIBS)
CONF_LINK = src/libconf.a $(YAML_LIBS) $(BASE_LINK)
IPC_LINK = src/libipc.a $(EVENT_LIBS) $(BASE_LINK)
FEED_LINK = src/libfeed.a $(XML_LIBS) $(JSON_LIBS) \
	$(UNISTRING_LIBS) $(PCRE_LIBS) $(ZLIB_LIBS) $(BASE_LINK)
PARSE_LINK = src/libparse.a src/libfeed.a src/libconf.a $(YAML_LIBS) \
	src/libipc.a $(EVENT_LIBS) $(FEED_LINK)
FETCH_LINK = src/libfetch.a $(CURL_LIBS) src/libconf.a $(YAML_LIBS) $(IPC_LINK)
PARENT_LINK = src/libparent.a $(SQLITE_LIBS) $(EVHTTP_LIBS) $(JSON_LIBS) \
	src/libconf.a $(YAML_LIBS) $(IPC_LINK)
CTL_LINK = src/libctl.a $(CURL_LIBS) src/libconf.a $(YAML_LIBS) $(FEED_LINK)

bin_PROGRAMS += newsieved
newsieved_SOURCES = src/newsieved.c
newsieved_LDADD = src/libparent.a src/libfetch.a src/libparse.a \
	src/libfeed.a src/libconf.a src/libipc.a src/libbase.a \
	$(SQLITE_LIBS) $(EVHTTP_LIBS) $(EVENT_LIBS) $(JSON_LIBS) \
	$(CURL_LIBS) $(XML_LIBS) $(UNISTRING_LIBS) $(PCRE_LIBS) \
	$(ZLIB_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)

bin_PROGRAMS += newsievectl
newsievectl_SOURCES = src/newsievectl.c
newsievectl_LDADD = src/libctl.a src/libfeed.a src/libconf.a src/libbase.a \
	$(CURL_LIBS) $(XML_LIBS) $(JSON_LIBS) \
	$(UNISTRING_LIBS) $(PCRE_LIBS) $(ZLIB_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)
