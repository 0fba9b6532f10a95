      * STATUS AND HEARTBEAT, 200 BYTES, ONE RECORD, REWRITTEN IN PLACE.
      * WHOLE WHEN STA-BEAT = STA-BEAT-CHECK.
       01  STATUS-RECORD.
           05  STA-EYE                 PIC X(4).
           05  STA-STATE               PIC X(4).
               88  STA-OPEN            VALUE 'OPEN'.
               88  STA-CLOSED          VALUE 'CLSD'.
               88  STA-BATCH           VALUE 'BTCH'.
               88  STA-STOPPED         VALUE 'STOP'.
               88  STA-RECOVERING      VALUE 'RECV'.
           05  STA-BUSINESS-DATE       PIC 9(8).
           05  STA-LAST-BATCH          PIC 9(8).
           05  STA-OPENS               PIC 9(4).
           05  STA-CLOSES              PIC 9(4).
           05  STA-BEAT                PIC S9(18) COMP.
           05  STA-BEAT-AT             PIC S9(18) COMP.
           05  STA-PROCESS             PIC 9(9) COMP.
           05  STA-CLOCK               PIC S9(18) COMP.
           05  STA-LSN                 PIC S9(18) COMP.
           05  STA-EPOCH               PIC 9(9) COMP.
           05  STA-QUEUE-RECORD        PIC S9(18) COMP.
           05  STA-BRANCH-RECORD       PIC S9(18) COMP.
           05  STA-POSTED              PIC S9(18) COMP.
           05  STA-REJECTED            PIC S9(18) COMP.
           05  STA-CONTROL             PIC 9(9) COMP.
           05  STA-EXTRACT             PIC 9(9) COMP.
           05  FILLER                  PIC X(80).
           05  STA-BEAT-CHECK          PIC S9(18) COMP.
