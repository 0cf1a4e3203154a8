"""Building again whenever a source is saved, and telling an editor what that did.

    files ── which sources were saved, found by looking at them from time to time
    loop  ── builds, and turns what happened into events
    news  ── what is new, gone and the same since the build before
    screen, events as text for a terminal; values, the same as JSON

Nothing but Ctrl-C ends a watch: whatever is wrong with a source is news, not an error.
"""
