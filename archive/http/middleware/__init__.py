"""Django middleware; settings.MIDDLEWARE says what each is for and why it has its position."""
