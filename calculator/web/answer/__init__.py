"""An answer in words: lines, workings, pictures, easy read. It works nothing out."""
