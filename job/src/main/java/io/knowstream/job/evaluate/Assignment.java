package io.knowstream.job.evaluate;

import java.util.Arrays;

/**
 * The best one-to-one assignment of rows to columns: the Hungarian method with potentials (Kuhn, Naval Research Logistics
 * Quarterly, 1955; Munkres, SIAM Journal, 1957), in time cubic in the number of rows and columns.
 */
final class Assignment {

    private Assignment() {}

    /**
     * The greatest sum of values of which no two stand in one row or one column.
     *
     * @param values by row and column, none negative; all rows of one length
     */
    static double best(double[][] values) {
        int rows = values.length;
        int columns = rows == 0 ? 0 : values[0].length;
        if (columns == 0) {
            return 0;
        }
        return rows <= columns ? solve(values, rows, columns) : solve(turned(values, rows, columns), columns, rows);
    }

    private static double[][] turned(double[][] values, int rows, int columns) {
        double[][] turned = new double[columns][rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column][row] = values[row][column];
            }
        }
        return turned;
    }

    /** At least as many columns as rows; costs are negative values, and index 0 stands for none. */
    private static double solve(double[][] values, int rows, int columns) {
        double[] ofRow = new double[rows + 1];
        double[] ofColumn = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            int[] cameFrom = new int[columns + 1];
            double[] least = new double[columns + 1];
            boolean[] used = new boolean[columns + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            rowOf[0] = row;
            int column = 0;
            while (rowOf[column] != 0) {
                used[column] = true;
                int from = rowOf[column];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int other = 1; other <= columns; other++) {
                    if (used[other]) {
                        continue;
                    }
                    double cost = -values[from - 1][other - 1] - ofRow[from] - ofColumn[other];
                    if (cost < least[other]) {
                        least[other] = cost;
                        cameFrom[other] = column;
                    }
                    if (least[other] < delta) {
                        delta = least[other];
                        next = other;
                    }
                }
                for (int other = 0; other <= columns; other++) {
                    if (used[other]) {
                        ofRow[rowOf[other]] += delta;
                        ofColumn[other] -= delta;
                    } else {
                        least[other] -= delta;
                    }
                }
                column = next;
            }
            while (column != 0) {
                rowOf[column] = rowOf[cameFrom[column]];
                column = cameFrom[column];
            }
        }
        double sum = 0;
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] != 0) {
                sum += values[rowOf[column] - 1][column - 1];
            }
        }
        return sum;
    }
}
