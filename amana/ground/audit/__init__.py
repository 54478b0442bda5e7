"""The record of acts: one entry for every act and every read of a personal file."""
