      * CHANGE LOG, 200 BYTES. LOG-LSN IS THE NUMBER OF THE RECORD IN
      * THE FILE, FROM 1, WITHOUT GAPS. LOG-ID IS 16 RAW BYTES.
       01  CHANGE-RECORD.
           05  LOG-KIND                PIC X(1).
               88  LOG-IS-REDO         VALUE 'R'.
               88  LOG-IS-UNDO         VALUE 'U'.
               88  LOG-IS-COMMIT       VALUE 'C'.
               88  LOG-IS-BACKOUT      VALUE 'B'.
               88  LOG-IS-TIE-UP       VALUE 'T'.
           05  LOG-SOURCE              PIC X(1).
               88  LOG-FROM-QUEUE      VALUE 'Q'.
               88  LOG-FROM-BRANCH     VALUE 'B'.
               88  LOG-FROM-BATCH      VALUE 'N'.
               88  LOG-FROM-OPERATOR   VALUE 'O'.
           05  LOG-ORIGIN              PIC X(4).
           05  LOG-BSB                 PIC 9(6).
           05  LOG-NUMBER              PIC 9(9).
           05  LOG-DC                  PIC X(1).
           05  LOG-TYPE                PIC X(3).
           05  LOG-FORCED              PIC X(1).
           05  LOG-BUSINESS-DATE       PIC 9(8).
           05  LOG-VALUE-DATE          PIC 9(8).
           05  LOG-DESCRIPTION         PIC X(40).
           05  LOG-LSN                 PIC S9(18) COMP.
           05  LOG-UOW                 PIC S9(18) COMP.
           05  LOG-EPOCH               PIC 9(9) COMP.
           05  LOG-AT                  PIC S9(18) COMP.
           05  LOG-QUEUE-RECORD        PIC S9(18) COMP.
           05  LOG-SEQUENCE            PIC S9(18) COMP.
           05  LOG-ID                  PIC X(16).
           05  LOG-CHANGE.
               10  LOG-AMOUNT          PIC S9(13)V99 COMP-3.
               10  LOG-ACTUAL-BEFORE   PIC S9(13)V99 COMP-3.
               10  LOG-AVAILABLE-BEFORE PIC S9(13)V99 COMP-3.
               10  LOG-ACTUAL          PIC S9(13)V99 COMP-3.
               10  LOG-AVAILABLE       PIC S9(13)V99 COMP-3.
               10  LOG-SUM             PIC S9(13)V99 COMP-3.
               10  LOG-COUNT           PIC S9(9) COMP.
           05  LOG-TIE-UP REDEFINES LOG-CHANGE.
               10  LOG-REASON          PIC X(4).
               10  LOG-FILE            PIC X(8).
               10  LOG-LOGGED          PIC X(1).
               10  FILLER              PIC X(3).
               10  LOG-IMAGE-LSN       PIC S9(18) COMP.
               10  LOG-TOTAL           PIC S9(15)V99 COMP-3.
               10  LOG-ACCOUNTS        PIC S9(9) COMP.
               10  FILLER              PIC X(15).
           05  FILLER                  PIC X(6).
