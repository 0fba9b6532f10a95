      * REJECT FILE, 450 BYTES: THE TRANSACTION AS IT CAME (RAW), THE
      * REASON CODE AND TEXT, AND WHERE IT CAME FROM.
       01  REJECT-RECORD.
           05  REJ-TRANSACTION         PIC X(350).
           05  REJ-CODE                PIC X(4).
           05  REJ-TEXT                PIC X(40).
           05  REJ-SOURCE              PIC X(1).
           05  REJ-NUMBER              PIC S9(18) COMP.
           05  REJ-QUEUE-RECORD        PIC S9(18) COMP.
           05  REJ-LSN                 PIC S9(18) COMP.
           05  REJ-AT                  PIC S9(18) COMP.
           05  REJ-EPOCH               PIC 9(9) COMP.
           05  FILLER                  PIC X(19).
