"""The search engines, one package per engine; nothing outside this folder names one."""
