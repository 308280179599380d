//! What people see: sidebar, side panel, popup, options, first run and the web inbox.
