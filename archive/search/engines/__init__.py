"""The search engines, one file an engine; nobody outside this folder names one."""
