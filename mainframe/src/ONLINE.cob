       IDENTIFICATION DIVISION.
       PROGRAM-ID. ONLINE.
      * THE ONLINE REGION: TAKES THE QUEUES ONE REQUEST AT A TIME WHILE
      * IT IS OPEN, WRITES EXTRACTS ON DEMAND BESIDE IT, STOPS WHEN ASKED
      * TO. RUNS IN THE FOLDER OF THE INTERFACE FILES.
       ENVIRONMENT DIVISION.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       COPY CORESTAT.
       COPY CHECKPT.
       COPY ACCOUNT.
       01  RAW-TRANSACTION             PIC X(350).
       01  RESULT                      PIC X(2).
       01  WHICH-QUEUE                 BINARY-LONG.
       01  RECORD-NUMBER               BINARY-DOUBLE.
       01  SOURCE-CODE                 PIC X(1).
       01  TOOK-ONE                    PIC X(1).
       01  REST-NANOS                  BINARY-DOUBLE VALUE 1000000.
       01  REASON                      PIC X(4).
       01  NONE                        BINARY-DOUBLE VALUE 0.
       01  NO-TOTAL                    PIC S9(15)V99 COMP-3 VALUE 0.
       01  EXTRACTING                  PIC X(1) VALUE "N".
       01  EXTRACT-NUMBER              PIC 9(8).
       01  EXTRACT-NAME                PIC X(40).
       01  FINAL-NAME                  PIC X(40).
       01  EXTRACT-FROM                PIC 9(15).
       01  EXTRACT-TO                  PIC 9(15).
       01  LAST-KEY                    PIC X(15).
       01  TAKEN                       BINARY-LONG.
       01  OP-OPEN                     PIC X(4) VALUE "OPEN".
       01  OP-CLOSE                    PIC X(4) VALUE "CLOS".
       01  OP-READ                     PIC X(4) VALUE "READ".
       01  OP-FROM                     PIC X(4) VALUE "FROM".
       01  OP-NEXT                     PIC X(4) VALUE "NEXT".
       01  OP-HEAD                     PIC X(4) VALUE "HEAD".
       01  OP-TAIL                     PIC X(4) VALUE "TAIL".
       01  OP-ACCOUNT                  PIC X(4) VALUE "ACCT".
       01  OP-TAKE                     PIC X(4) VALUE "TAKE".
       01  OP-TICK                     PIC X(4) VALUE "TICK".
       01  OP-BEAT                     PIC X(4) VALUE "BEAT".
       PROCEDURE DIVISION.
           CALL "RECOVER"
           CALL "QREADER" USING OP-OPEN WHICH-QUEUE RECORD-NUMBER
               RAW-TRANSACTION RESULT
           MOVE "CLSD" TO CS-STATE
           CALL "HEART" USING OP-BEAT
           PERFORM UNTIL CS-WANTED = "S"
               MOVE "N" TO TOOK-ONE
               IF CS-STATE = "OPEN" PERFORM TAKE-ONE END-IF
               IF EXTRACTING = "Y"
                   PERFORM EXTRACT-SOME
               ELSE
                   IF CS-EXTRACT-ASKED > CS-EXTRACT
                       PERFORM BEGIN-EXTRACT
                   END-IF
               END-IF
               IF TOOK-ONE = "N" AND EXTRACTING = "N"
                   CALL "CBL_GC_NANOSLEEP" USING BY CONTENT REST-NANOS
               END-IF
               CALL "HEART" USING OP-TICK
           END-PERFORM
           PERFORM STOP-IN-ORDER
           STOP RUN.
       TAKE-ONE.
           MOVE 2 TO WHICH-QUEUE
           COMPUTE RECORD-NUMBER = CS-BRANCH-RECORD + 1
           CALL "QREADER" USING OP-READ WHICH-QUEUE RECORD-NUMBER
               RAW-TRANSACTION RESULT
           IF RESULT = "00"
               MOVE "B" TO SOURCE-CODE
               CALL "POSTER" USING RAW-TRANSACTION SOURCE-CODE
                   RECORD-NUMBER
               MOVE RECORD-NUMBER TO CS-BRANCH-RECORD
               MOVE "Y" TO TOOK-ONE
           ELSE
               PERFORM TAKE-ONE-OF-THE-TWIN
           END-IF.
       TAKE-ONE-OF-THE-TWIN.
           MOVE 1 TO WHICH-QUEUE
           COMPUTE RECORD-NUMBER = CS-QUEUE-RECORD + 1
           CALL "QREADER" USING OP-READ WHICH-QUEUE RECORD-NUMBER
               RAW-TRANSACTION RESULT
           IF RESULT = "00"
               MOVE "Q" TO SOURCE-CODE
               CALL "POSTER" USING RAW-TRANSACTION SOURCE-CODE
                   RECORD-NUMBER
               MOVE RECORD-NUMBER TO CS-QUEUE-RECORD
               MOVE "Y" TO TOOK-ONE
           END-IF.
       BEGIN-EXTRACT.
           MOVE CS-EXTRACT-ASKED TO EXTRACT-NUMBER
           MOVE CS-EXTRACT-FROM TO EXTRACT-FROM LAST-KEY
           MOVE CS-EXTRACT-TO TO EXTRACT-TO
           MOVE SPACES TO EXTRACT-NAME FINAL-NAME
           STRING "extract/MASTER.X" EXTRACT-NUMBER ".part"
               DELIMITED BY SIZE INTO EXTRACT-NAME
           STRING "extract/MASTER.X" EXTRACT-NUMBER
               DELIMITED BY SIZE INTO FINAL-NAME
           CALL "EXTRACTS" USING OP-HEAD ACCOUNT-RECORD EXTRACT-NAME
               EXTRACT-FROM EXTRACT-TO NONE NO-TOTAL
           MOVE "Y" TO EXTRACTING.
       EXTRACT-SOME.
           MOVE LAST-KEY TO ACC-KEY
           CALL "STORE" USING OP-FROM ACCOUNT-RECORD RESULT
           MOVE 0 TO TAKEN
           PERFORM UNTIL RESULT NOT = "00" OR TAKEN = 100
               CALL "STORE" USING OP-NEXT ACCOUNT-RECORD RESULT
               IF RESULT = "00"
                   PERFORM EXTRACT-ONE
               END-IF
           END-PERFORM
           IF RESULT NOT = "00" PERFORM END-EXTRACT END-IF.
       EXTRACT-ONE.
           MOVE ACC-KEY TO LAST-KEY
           EVALUATE TRUE
               WHEN ACC-KEY > EXTRACT-TO
                   MOVE "10" TO RESULT
               WHEN TAKEN = 99
                   MOVE 100 TO TAKEN
               WHEN OTHER
                   CALL "EXTRACTS" USING OP-ACCOUNT ACCOUNT-RECORD
                       EXTRACT-NAME EXTRACT-FROM EXTRACT-TO NONE
                       NO-TOTAL
                   ADD 1 TO TAKEN
           END-EVALUATE.
       END-EXTRACT.
           CALL "EXTRACTS" USING OP-TAIL ACCOUNT-RECORD EXTRACT-NAME
               EXTRACT-FROM EXTRACT-TO NONE NO-TOTAL
           MOVE 0 TO NONE NO-TOTAL
           CALL "CBL_RENAME_FILE" USING EXTRACT-NAME FINAL-NAME
           MOVE EXTRACT-NUMBER TO CS-EXTRACT
           MOVE "N" TO EXTRACTING
           CALL "HEART" USING OP-BEAT.
       STOP-IN-ORDER.
           CALL "STORE" USING OP-CLOSE ACCOUNT-RECORD RESULT
           MOVE "STOP" TO REASON
           MOVE CS-LSN TO RECORD-NUMBER
           CALL "TIEUP" USING REASON RECORD-NUMBER NONE NO-TOTAL
           MOVE "STOP" TO CKP-REASON
           MOVE CS-LSN TO CKP-LSN CKP-IMAGE-LSN
           MOVE 0 TO CKP-ACCOUNTS CKP-TOTAL
           CALL "CKPOINT" USING OP-TAKE CHECKPOINT-RECORD
           MOVE "STOP" TO CS-STATE
           CALL "HEART" USING OP-BEAT.
       END PROGRAM ONLINE.
