      * WHAT THE PROGRAMS OF ONE RUN SHARE (EXTERNAL).
       01  CORE-STATE EXTERNAL.
           05  CS-LSN                  BINARY-DOUBLE.
           05  CS-EPOCH                BINARY-LONG.
           05  CS-SERIAL               BINARY-LONG.
           05  CS-QUEUE-RECORD         BINARY-DOUBLE.
           05  CS-BRANCH-RECORD        BINARY-DOUBLE.
           05  CS-REJECT-NUMBER        BINARY-DOUBLE.
           05  CS-POSTED               BINARY-DOUBLE.
           05  CS-EXTRACT              BINARY-LONG.
           05  CS-LAST-BATCH           PIC 9(8).
           05  CS-STATE                PIC X(4).
           05  CS-CLOCK                BINARY-DOUBLE.
           05  CS-WALL                 BINARY-DOUBLE.
           05  CS-WANTED               PIC X(1).
           05  CS-IN-HOURS             PIC X(1).
           05  CS-BATCH-LOGGED         PIC X(1).
           05  CS-BUSINESS-DATE        PIC 9(8).
           05  CS-SLOW-MS              BINARY-LONG.
           05  CS-EXTRACT-ASKED        BINARY-LONG.
           05  CS-EXTRACT-FROM         PIC 9(15).
           05  CS-EXTRACT-TO           PIC 9(15).
