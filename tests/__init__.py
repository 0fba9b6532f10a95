"""The tests of every room, and the ground they stand on."""
