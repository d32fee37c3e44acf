# What an installation needs beside programs and manual pages: units, user
# and directories, completion, an example configuration.

units = etc/newsieved.service etc/newsieved@.service
user_units = etc/user/newsieved.service
unit_sources = etc/newsieved.service.in etc/newsieved@.service.in \
	etc/user/newsieved.service.in

systemdsystemunit_DATA = $(units)
systemduserunit_DATA = $(user_units)
CLEANFILES += $(units) $(user_units)
BUILT_SOURCES += $(units) $(user_units)

EXTRA_DIST += $(unit_sources) etc/newsieve.sysusers etc/newsieve.tmpfiles \
	etc/newsievectl.bash etc/newsieved.bash \
	etc/newsieved.yaml etc/packages etc/quickstart \
	etc/samples/harbour-gazette.rss etc/samples/meridian-wire.rdf \
	etc/samples/packet-ledger.atom

dist_doc_DATA = README etc/newsieved.yaml

# Makefile is there for the directories configure was given.
$(units) $(user_units): Makefile $(unit_sources)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's|@bindir[@]|$(bindir)|g' \
	    -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	    $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@

# Snippets are installed under other names (completions under that of their
# program, which is how bash finds them), and a configuration that is there
# is never touched: neither replaced nor, once edited, removed.
install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(sysusersdir)' '$(DESTDIR)$(tmpfilesdir)' \
	    '$(DESTDIR)$(bashcompletiondir)' '$(DESTDIR)$(sysconfdir)/newsieve'
	for program in newsieved newsievectl; do \
		$(INSTALL_DATA) $(srcdir)/etc/$$program.bash \
		    '$(DESTDIR)$(bashcompletiondir)'/$$program || exit; \
	done
	$(INSTALL_DATA) $(srcdir)/etc/newsieve.sysusers \
	    '$(DESTDIR)$(sysusersdir)/newsieve.conf'
	$(INSTALL_DATA) $(srcdir)/etc/newsieve.tmpfiles \
	    '$(DESTDIR)$(tmpfilesdir)/newsieve.conf'
	test -e '$(DESTDIR)$(sysconfdir)/newsieve/newsieved.yaml' || \
	    $(INSTALL_DATA) $(srcdir)/etc/newsieved.yaml \
	    '$(DESTDIR)$(sysconfdir)/newsieve/newsieved.yaml'

uninstall-hook:
	rm -f '$(DESTDIR)$(sysusersdir)/newsieve.conf' \
	    '$(DESTDIR)$(tmpfilesdir)/newsieve.conf' \
	    '$(DESTDIR)$(bashcompletiondir)/newsieved' \
	    '$(DESTDIR)$(bashcompletiondir)/newsievectl'
	if cmp -s $(srcdir)/etc/newsieved.yaml \
	    '$(DESTDIR)$(sysconfdir)/newsieve/newsieved.yaml'; then \
		rm -f '$(DESTDIR)$(sysconfdir)/newsieve/newsieved.yaml'; \
	fi
	rmdir '$(DESTDIR)$(sysconfdir)/newsieve' 2>/dev/null || :
