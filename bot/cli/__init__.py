"""The commands of ``main.py``, one module each; none but ``run`` loads anything of the chat."""
