       IDENTIFICATION DIVISION.
       PROGRAM-ID. STORE.
      * THE INDEXED FILES, AND NOTHING ELSE: ACCOUNTS BY BSB AND NUMBER,
      * TRANSFERS BY ID, CUSTOMERS BY NUMBER. RESULT: 00 DONE, 10 END,
      * 22 DUPLICATE, 23 NOT THERE.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ACCOUNTS ASSIGN TO "private/live/ACCOUNT"
               ORGANIZATION INDEXED ACCESS DYNAMIC
               RECORD KEY ACC-KEY FILE STATUS FILE-RESULT.
           SELECT TRANSFERS ASSIGN TO "private/live/TRANSFER"
               ORGANIZATION INDEXED ACCESS DYNAMIC
               RECORD KEY XFR-ID FILE STATUS FILE-RESULT.
           SELECT CUSTOMERS ASSIGN TO "private/CUSTOMER"
               ORGANIZATION INDEXED ACCESS DYNAMIC
               RECORD KEY CUS-NUMBER FILE STATUS FILE-RESULT.
       DATA DIVISION.
       FILE SECTION.
       FD  ACCOUNTS.
       COPY ACCOUNT.
       FD  TRANSFERS.
       COPY TRANSFER.
       FD  CUSTOMERS.
       COPY CUSTOMER.
       WORKING-STORAGE SECTION.
       01  FILE-RESULT                 PIC X(2).
       LINKAGE SECTION.
       01  OPERATION                   PIC X(4).
       01  AREA-ACCOUNT                PIC X(300).
       01  AREA-TRANSFER REDEFINES AREA-ACCOUNT PIC X(51).
       01  AREA-CUSTOMER REDEFINES AREA-ACCOUNT PIC X(200).
       01  RESULT                      PIC X(2).
       PROCEDURE DIVISION USING OPERATION AREA-ACCOUNT RESULT.
           MOVE "00" TO FILE-RESULT
           EVALUATE OPERATION
               WHEN "READ"
                   MOVE AREA-ACCOUNT (1:19) TO ACCOUNT-RECORD (1:19)
                   READ ACCOUNTS KEY IS ACC-KEY
                       INVALID KEY CONTINUE
                       NOT INVALID KEY
                           MOVE ACCOUNT-RECORD TO AREA-ACCOUNT
                   END-READ
               WHEN "KEEP"
                   MOVE AREA-ACCOUNT TO ACCOUNT-RECORD
                   REWRITE ACCOUNT-RECORD
                       INVALID KEY CONTINUE
                   END-REWRITE
               WHEN "FIND"
                   MOVE AREA-TRANSFER (1:16) TO XFR-ID
                   READ TRANSFERS KEY IS XFR-ID
                       INVALID KEY CONTINUE
                       NOT INVALID KEY
                           MOVE TRANSFER-RECORD TO AREA-TRANSFER
                   END-READ
               WHEN "NOTE"
                   MOVE AREA-TRANSFER TO TRANSFER-RECORD
                   WRITE TRANSFER-RECORD
                       INVALID KEY CONTINUE
                   END-WRITE
               WHEN "FROM"
                   MOVE AREA-ACCOUNT (1:19) TO ACCOUNT-RECORD (1:19)
                   START ACCOUNTS KEY IS NOT LESS THAN ACC-KEY
                       INVALID KEY CONTINUE
                   END-START
               WHEN "NEXT"
                   READ ACCOUNTS NEXT RECORD
                       AT END CONTINUE
                       NOT AT END MOVE ACCOUNT-RECORD TO AREA-ACCOUNT
                   END-READ
               WHEN "ADDA"
                   MOVE AREA-ACCOUNT TO ACCOUNT-RECORD
                   WRITE ACCOUNT-RECORD
                       INVALID KEY CONTINUE
                   END-WRITE
               WHEN "ADDC"
                   MOVE AREA-CUSTOMER TO CUSTOMER-RECORD
                   WRITE CUSTOMER-RECORD
                       INVALID KEY CONTINUE
                   END-WRITE
               WHEN "CUST"
                   MOVE AREA-CUSTOMER (1:14) TO CUSTOMER-RECORD (1:14)
                   READ CUSTOMERS KEY IS CUS-NUMBER
                       INVALID KEY CONTINUE
                       NOT INVALID KEY
                           MOVE CUSTOMER-RECORD TO AREA-CUSTOMER
                   END-READ
               WHEN "OPEN"
                   OPEN I-O ACCOUNTS
                   PERFORM MUST-BE-DONE
                   OPEN I-O TRANSFERS
                   PERFORM MUST-BE-DONE
               WHEN "OPNC"
                   OPEN INPUT CUSTOMERS
                   PERFORM MUST-BE-DONE
               WHEN "MAKE"
                   OPEN OUTPUT ACCOUNTS
                   PERFORM MUST-BE-DONE
                   OPEN OUTPUT TRANSFERS
                   PERFORM MUST-BE-DONE
                   OPEN OUTPUT CUSTOMERS
                   PERFORM MUST-BE-DONE
               WHEN "CLOS"
                   CLOSE ACCOUNTS TRANSFERS
               WHEN "CLSC"
                   CLOSE CUSTOMERS
           END-EVALUATE
           IF FILE-RESULT NOT = "00" AND "02" AND "10" AND "22"
               AND "23"
               DISPLAY "STORE: " OPERATION " FAILED, STATUS "
                   FILE-RESULT UPON STDERR
               MOVE 12 TO RETURN-CODE
               STOP RUN
           END-IF
           MOVE FILE-RESULT TO RESULT
           GOBACK.
       MUST-BE-DONE.
           IF FILE-RESULT NOT = "00"
               DISPLAY "STORE: " OPERATION " FAILED, STATUS "
                   FILE-RESULT UPON STDERR
               MOVE 12 TO RETURN-CODE
               STOP RUN
           END-IF.
       END PROGRAM STORE.
