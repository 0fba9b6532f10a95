       IDENTIFICATION DIVISION.
       PROGRAM-ID. RECOVER.
      * OPENS EVERYTHING, AS IT WAS. THE LIVE FILES ARE ALWAYS MADE ANEW:
      * THE VALID CHECKPOINT, ROLLED FORWARD OVER THE COMMITTED UNITS IN
      * THE LOG. AN UNIT WITHOUT AN END IS BACKED OUT. THEN A TIE-UP.
       ENVIRONMENT DIVISION.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       COPY CORESTAT.
       COPY STREAM.
       COPY CHECKPT.
       COPY CHANGE.
       COPY ACCOUNT.
       COPY TRANSFER.
       COPY REJECT.
       01  LOG-NAME                    PIC X(11) VALUE "change.log".
       01  REJECT-NAME                 PIC X(12) VALUE "reject.file".
       01  LOG-HANDLE                  PIC X(4).
       01  REJECT-HANDLE               PIC X(4).
       01  BLOCK-RECORDS.
           05  BLOCK-RECORD            PIC X(200) OCCURS 100.
       01  BLOCK-AT                    BINARY-LONG.
       01  BLOCK-COUNT                 BINARY-LONG.
       01  SCAN-LSN                    BINARY-DOUBLE.
       01  END-LSN                     BINARY-DOUBLE.
       01  HEAD-LENGTH                 BINARY-LONG VALUE 42.
       01  RESULT                      PIC X(2).
       01  REASON                      PIC X(4).
       01  IMAGE-LSN                   BINARY-DOUBLE.
       01  ACCOUNTS                    BINARY-DOUBLE.
       01  NO-ACCOUNTS                 BINARY-DOUBLE VALUE 0.
       01  NO-TOTAL                    PIC S9(15)V99 COMP-3 VALUE 0.
       01  ROLLED                      BINARY-DOUBLE.
       01  UNIT-CHANGES                BINARY-DOUBLE.
       01  UNIT-IS-OPEN                PIC X(1).
       01  UNIT-FIRST                  PIC X(200).
       01  UNIT-REDO                   PIC X(200) OCCURS 2.
       01  N                           BINARY-LONG.
       01  DAY-DIGITS                  PIC 9(8).
       01  SHELL-COMMAND               PIC X(400).
       01  OP-OPEN                     PIC X(4) VALUE "OPEN".
       01  OP-CLOSE                    PIC X(4) VALUE "CLOS".
       01  OP-READ                     PIC X(4) VALUE "READ".
       01  OP-KEEP                     PIC X(4) VALUE "KEEP".
       01  OP-NOTE                     PIC X(4) VALUE "NOTE".
       01  OP-ADD                      PIC X(4) VALUE "ADD ".
       01  OP-PUT                      PIC X(4) VALUE "PUT ".
       01  OP-NEXT                     PIC X(4) VALUE "NEXT".
       01  OP-SWAP                     PIC X(4) VALUE "SWAP".
       01  OP-LIVE                     PIC X(4) VALUE "LIVE".
       01  OP-COPY                     PIC X(4) VALUE "COPY".
       01  OP-TICK                     PIC X(4) VALUE "TICK".
       01  OP-BEAT                     PIC X(4) VALUE "BEAT".
       PROCEDURE DIVISION.
           MOVE "RECV" TO CS-STATE
           CALL "CKPOINT" USING OP-READ CHECKPOINT-RECORD
           CALL "CHGLOG" USING OP-OPEN CHANGE-RECORD
           CALL "REJECTS" USING OP-OPEN REJECT-RECORD REJ-SOURCE
               SCAN-LSN REASON IMAGE-LSN
           CALL "HEART" USING OP-BEAT
           CALL "CBL_OPEN_FILE" USING LOG-NAME STREAM-READ-ONLY
               STREAM-DENY STREAM-DEVICE LOG-HANDLE
           PERFORM FINISH-THE-BATCH
           CALL "CKPOINT" USING OP-READ CHECKPOINT-RECORD
           CALL "CKPOINT" USING OP-LIVE CHECKPOINT-RECORD
           CALL "STORE" USING OP-OPEN ACCOUNT-RECORD RESULT
           PERFORM ROLL-FORWARD
           CALL "CBL_CLOSE_FILE" USING LOG-HANDLE
           PERFORM READ-REJECTS
           PERFORM DECIDE-REASON
           IF UNIT-IS-OPEN = "Y" PERFORM BACK-OUT-UNIT END-IF
           IF ROLLED > 50000 PERFORM TAKE-CHECKPOINT END-IF
           CALL "TIEUP" USING REASON IMAGE-LSN ACCOUNTS CKP-TOTAL
           GOBACK.
       FINISH-THE-BATCH.
      * A BATCH THAT WAS KILLED AFTER ITS COMMIT IS COMPLETED, ONE THAT
      * WAS KILLED BEFORE IT NEVER HAPPENED.
           CALL "CKPOINT" USING OP-NEXT CHECKPOINT-RECORD
           IF CKP-EYE = "CKPT"
               MOVE SPACES TO CHANGE-RECORD
               IF CS-LSN >= CKP-LSN
                   MOVE CKP-LSN TO SCAN-LSN
               ELSE
                   COMPUTE SCAN-LSN = CKP-LSN - 1
               END-IF
               PERFORM READ-ONE
               EVALUATE TRUE
                   WHEN CS-LSN >= CKP-LSN AND LOG-IS-TIE-UP
                       PERFORM COMPLETE-THE-BATCH
                   WHEN CS-LSN = CKP-LSN - 1 AND LOG-IS-COMMIT
                       AND LOG-FROM-BATCH
                       MOVE CKP-LOGGED TO CS-BATCH-LOGGED
                       MOVE CKP-LAST-BATCH TO CS-BUSINESS-DATE
                       MOVE "BTCH" TO REASON
                       MOVE CS-LSN TO IMAGE-LSN
                       MOVE CKP-ACCOUNTS TO ACCOUNTS
                       CALL "TIEUP" USING REASON IMAGE-LSN ACCOUNTS
                           CKP-TOTAL
                       PERFORM COMPLETE-THE-BATCH
                       CALL "HEART" USING OP-BEAT
                   WHEN OTHER
                       MOVE "rm -f private/STATE.next extract/*.part"
                           TO SHELL-COMMAND
                       PERFORM RUN-COMMAND
               END-EVALUATE
           ELSE
               MOVE "rm -f extract/*.part" TO SHELL-COMMAND
               PERFORM RUN-COMMAND
           END-IF.
       COMPLETE-THE-BATCH.
           MOVE CKP-LAST-BATCH TO DAY-DIGITS
           STRING "cd extract && for f in *." DAY-DIGITS
               ".part; do [ ! -e $f ] || mv $f ${f%.part}; done" X'00'
               DELIMITED BY SIZE INTO SHELL-COMMAND
           PERFORM RUN-COMMAND
           MOVE CKP-SERIAL TO CS-SERIAL
           CALL "CKPOINT" USING OP-SWAP CHECKPOINT-RECORD.
       RUN-COMMAND.
           CALL "SYSTEM" USING SHELL-COMMAND
           IF RETURN-CODE NOT = 0
               DISPLAY "RECOVER: SHELL FAILED" UPON STDERR
               MOVE 12 TO RETURN-CODE
               STOP RUN
           END-IF
           MOVE SPACES TO SHELL-COMMAND.
       READ-ONE.
           IF SCAN-LSN > 0
               COMPUTE STREAM-OFFSET = (SCAN-LSN - 1) * 200
               MOVE 200 TO STREAM-LENGTH
               CALL "CBL_READ_FILE" USING LOG-HANDLE STREAM-OFFSET
                   STREAM-LENGTH STREAM-PLAIN CHANGE-RECORD
               CALL "TOASCII" USING CHANGE-RECORD HEAD-LENGTH
           END-IF.
       ROLL-FORWARD.
           MOVE 0 TO ROLLED
           MOVE "N" TO UNIT-IS-OPEN
           MOVE CS-LSN TO END-LSN
           COMPUTE SCAN-LSN = CKP-LSN + 1
           PERFORM UNTIL SCAN-LSN > END-LSN
               COMPUTE BLOCK-COUNT =
                   FUNCTION MIN (100 END-LSN - SCAN-LSN + 1)
               COMPUTE STREAM-OFFSET = (SCAN-LSN - 1) * 200
               MULTIPLY BLOCK-COUNT BY 200 GIVING STREAM-LENGTH
               CALL "CBL_READ_FILE" USING LOG-HANDLE STREAM-OFFSET
                   STREAM-LENGTH STREAM-PLAIN BLOCK-RECORDS
               PERFORM VARYING BLOCK-AT FROM 1 BY 1
                   UNTIL BLOCK-AT > BLOCK-COUNT
                   MOVE BLOCK-RECORD (BLOCK-AT) TO CHANGE-RECORD
                   CALL "TOASCII" USING CHANGE-RECORD HEAD-LENGTH
                   PERFORM TAKE-RECORD
               END-PERFORM
               ADD BLOCK-COUNT TO SCAN-LSN
               CALL "HEART" USING OP-TICK
           END-PERFORM.
       TAKE-RECORD.
           EVALUATE TRUE
               WHEN LOG-IS-UNDO
                   IF UNIT-IS-OPEN = "N"
                       MOVE CHANGE-RECORD TO UNIT-FIRST
                       MOVE "Y" TO UNIT-IS-OPEN
                       MOVE 0 TO UNIT-CHANGES
                   END-IF
               WHEN LOG-IS-REDO
                   ADD 1 TO UNIT-CHANGES
                   IF UNIT-CHANGES <= 2
                       MOVE CHANGE-RECORD TO UNIT-REDO (UNIT-CHANGES)
                   END-IF
               WHEN LOG-IS-BACKOUT
                   MOVE "N" TO UNIT-IS-OPEN
               WHEN LOG-IS-COMMIT
                   MOVE "N" TO UNIT-IS-OPEN
                   PERFORM APPLY-UNIT
           END-EVALUATE.
       APPLY-UNIT.
           IF LOG-FROM-BATCH
               DISPLAY "RECOVER: A BATCH CANNOT BE ROLLED FORWARD"
                   UPON STDERR
               MOVE 12 TO RETURN-CODE
               STOP RUN
           END-IF
           IF LOG-FROM-QUEUE
               MOVE LOG-QUEUE-RECORD TO CS-QUEUE-RECORD
           ELSE
               MOVE LOG-QUEUE-RECORD TO CS-BRANCH-RECORD
           END-IF
           ADD 1 TO CS-POSTED
           PERFORM VARYING N FROM 1 BY 1 UNTIL N > UNIT-CHANGES
               MOVE UNIT-REDO (N) TO CHANGE-RECORD
               PERFORM APPLY-CHANGE
           END-PERFORM
           MOVE UNIT-REDO (1) TO CHANGE-RECORD
           MOVE LOG-ID TO XFR-ID
           MOVE CHANGE-RECORD (7:15) TO XFR-KEY
           MOVE LOG-DC TO XFR-DC
           MOVE LOG-TYPE TO XFR-TYPE
           MOVE LOG-AMOUNT TO XFR-AMOUNT
           MOVE LOG-UOW TO XFR-LSN
           CALL "STORE" USING OP-NOTE TRANSFER-RECORD RESULT.
       APPLY-CHANGE.
           MOVE CHANGE-RECORD (7:15) TO ACC-KEY
           CALL "STORE" USING OP-READ ACCOUNT-RECORD RESULT
           IF RESULT NOT = "00"
               DISPLAY "RECOVER: NO ACCOUNT " ACC-KEY UPON STDERR
               MOVE 12 TO RETURN-CODE
               STOP RUN
           END-IF
           MOVE LOG-ACTUAL TO ACC-ACTUAL
           MOVE LOG-AVAILABLE TO ACC-AVAILABLE
           MOVE LOG-SUM TO ACC-SUM
           MOVE LOG-COUNT TO ACC-COUNT
           MOVE LOG-LSN TO ACC-LAST-LSN
           MOVE LOG-BUSINESS-DATE TO ACC-LAST-POSTED
           IF LOG-TYPE = "EAR" MOVE LOG-AMOUNT TO ACC-EARMARK END-IF
           CALL "STORE" USING OP-KEEP ACCOUNT-RECORD RESULT
           ADD 1 TO ROLLED.
       BACK-OUT-UNIT.
           MOVE UNIT-FIRST TO CHANGE-RECORD
           SET LOG-IS-BACKOUT TO TRUE
           MOVE 0 TO LOG-AMOUNT LOG-ACTUAL-BEFORE LOG-AVAILABLE-BEFORE
               LOG-ACTUAL LOG-AVAILABLE LOG-SUM
           MOVE UNIT-CHANGES TO LOG-COUNT
           CALL "CHGLOG" USING OP-ADD CHANGE-RECORD
           CALL "CHGLOG" USING OP-PUT CHANGE-RECORD
           MOVE CS-LSN TO IMAGE-LSN.
       READ-REJECTS.
           CALL "CBL_OPEN_FILE" USING REJECT-NAME STREAM-READ-ONLY
               STREAM-DENY STREAM-DEVICE REJECT-HANDLE
           MOVE CKP-REJECT-NUMBER TO SCAN-LSN
           PERFORM UNTIL SCAN-LSN >= CS-REJECT-NUMBER
               MULTIPLY SCAN-LSN BY 450 GIVING STREAM-OFFSET
               MOVE 450 TO STREAM-LENGTH
               CALL "CBL_READ_FILE" USING REJECT-HANDLE STREAM-OFFSET
                   STREAM-LENGTH STREAM-PLAIN REJECT-RECORD
               EVALUATE TRUE
                   WHEN REJ-SOURCE = X'D8'
                       AND REJ-QUEUE-RECORD > CS-QUEUE-RECORD
                       MOVE REJ-QUEUE-RECORD TO CS-QUEUE-RECORD
                   WHEN REJ-SOURCE = X'C2'
                       AND REJ-QUEUE-RECORD > CS-BRANCH-RECORD
                       MOVE REJ-QUEUE-RECORD TO CS-BRANCH-RECORD
               END-EVALUATE
               ADD 1 TO SCAN-LSN
           END-PERFORM
           CALL "CBL_CLOSE_FILE" USING REJECT-HANDLE.
       DECIDE-REASON.
           MOVE CS-LSN TO IMAGE-LSN
           MOVE NO-ACCOUNTS TO ACCOUNTS
           EVALUATE TRUE
               WHEN CS-LSN > CKP-LSN
                   MOVE "RECV" TO REASON
               WHEN CKP-RESTORED
                   MOVE "REST" TO REASON
                   MOVE CKP-IMAGE-LSN TO IMAGE-LSN
               WHEN CKP-LOADED
                   MOVE "LOAD" TO REASON
                   MOVE CKP-ACCOUNTS TO ACCOUNTS
               WHEN OTHER
                   MOVE "OPEN" TO REASON
           END-EVALUATE
           IF REASON NOT = "LOAD" MOVE NO-TOTAL TO CKP-TOTAL END-IF.
       TAKE-CHECKPOINT.
           CALL "STORE" USING OP-CLOSE ACCOUNT-RECORD RESULT
           MOVE "RECV" TO CKP-REASON
           MOVE CS-LSN TO CKP-LSN CKP-IMAGE-LSN
           MOVE 0 TO CKP-ACCOUNTS
           CALL "CKPOINT" USING OP-COPY CHECKPOINT-RECORD
           CALL "STORE" USING OP-OPEN ACCOUNT-RECORD RESULT.
       END PROGRAM RECOVER.
