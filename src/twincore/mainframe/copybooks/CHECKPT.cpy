      * STATE OF THE CORE AT ITS LAST CHECKPOINT, 200 BYTES. PRIVATE TO
      * THE CORE AND ITS OPERATOR (IMAGE COPY AND RESTORE).
       01  CHECKPOINT-RECORD.
           05  CKP-EYE                 PIC X(4).
           05  CKP-REASON              PIC X(4).
               88  CKP-LOADED          VALUE 'LOAD'.
               88  CKP-RESTORED        VALUE 'REST'.
               88  CKP-ORDERLY         VALUE 'STOP'.
               88  CKP-BATCH           VALUE 'BTCH'.
           05  CKP-LAST-BATCH          PIC 9(8).
           05  CKP-LOGGED              PIC X(1).
           05  CKP-SERIAL              PIC 9(9) COMP.
           05  CKP-EPOCH               PIC 9(9) COMP.
           05  CKP-LSN                 PIC S9(18) COMP.
           05  CKP-IMAGE-LSN           PIC S9(18) COMP.
           05  CKP-QUEUE-RECORD        PIC S9(18) COMP.
           05  CKP-BRANCH-RECORD       PIC S9(18) COMP.
           05  CKP-REJECT-NUMBER       PIC S9(18) COMP.
           05  CKP-POSTED              PIC S9(18) COMP.
           05  CKP-EXTRACT             PIC 9(9) COMP.
           05  CKP-ACCOUNTS            PIC S9(9) COMP.
           05  CKP-TOTAL               PIC S9(15)V99 COMP-3.
           05  FILLER                  PIC X(110).
